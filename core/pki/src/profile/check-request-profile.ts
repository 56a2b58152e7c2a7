import type { ProfileFinding, RequestRules } from "@perennial/api";
import { isWeakSignature } from "../chain/check-strength.js";
import { ParsedRequest } from "../requests/parsed-request.js";
import { notWeakSignature } from "./issuer-rules.js";
import { curves, minRsaBits, rsaBitsDivisibleBy8 } from "./key-rules.js";
import { exactMailboxes, mailboxesInSan } from "./mailbox-rules.js";
import { commonNameOneOf, subjectAttributes, subjectHas } from "./name-rules.js";
import type { ProfileRule } from "./profile-subject.js";
import { shownFindings } from "./shown-findings.js";

/** In the order of the findings. */
const all: readonly ProfileRule[] = [
  minRsaBits,
  rsaBitsDivisibleBy8,
  curves,
  subjectAttributes,
  subjectHas,
  commonNameOneOf,
  mailboxesInSan,
  exactMailboxes,
  notWeakSignature,
];

/**
 * The rules of a profile that a request breaks, all of them; empty if it is fine. What the request
 * does not state breaks no rule but `subjectHas` and `emails`: the authority may add it.
 * @param content PEM, DER, or base64 without armour.
 * @throws PerennialError as `readRequest`.
 */
export async function checkRequestProfile(
  content: Uint8Array,
  rules: RequestRules,
): Promise<readonly ProfileFinding[]> {
  const { asn, publicKey, attributes, emails } = await ParsedRequest.from(content);
  const { algorithmId } = asn.signatureAlgorithm;
  const subject = {
    rules,
    key: publicKey,
    attributes,
    emails,
    ...((await isWeakSignature(asn.signatureAlgorithm)) ? { weakSignature: algorithmId } : {}),
    isRequest: true,
  };
  return (await Promise.all(all.map((rule) => rule(subject)))).flatMap(shownFindings);
}
