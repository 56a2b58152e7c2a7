import type { FileRef, StepType } from "@perennial/api";
import { mailedKinds, type SentKind } from "../documents/document-kind.js";
import type { DigisignRenewal } from "../profile.js";
import type { KnownDocument } from "../signing/document-check.js";
import type { SentDocument } from "../ways/signer-desk.js";
import { ReceiveDocuments } from "./receive-documents.js";
import { SendContract } from "./send-contract.js";
import { SendDeclaration } from "./send-declaration.js";
import { SendTerms } from "./send-terms.js";

const senders = [
  ["declaration", SendDeclaration],
  ["contract", SendContract],
  ["terms", SendTerms],
] as const;

/** The documents of the order, as they were mailed and as they were signed and saved since. */
export function knownDocuments(renewal: DigisignRenewal): readonly KnownDocument[] {
  const received = renewal.output(ReceiveDocuments);
  const mailed = mailedKinds.map((kind) => ({ kind, sha256: received[kind].sha256 }));
  const signed = senders.flatMap(([kind, sender]) => {
    const sha256 = renewal.outputIfDone(sender)?.signed?.sha256;
    return sha256 === undefined ? [] : [{ kind, sha256 }];
  });
  return [...mailed, ...signed];
}

/**
 * SHA-256 of what was sent of this kind before, as it was given and as it was signed.
 * @param attempts earlier ones of this step.
 */
export function sentBefore(
  kind: SentKind,
  sender: StepType<SentDocument>,
  attempts: readonly string[],
  renewal: DigisignRenewal,
): readonly string[] {
  const first = renewal.outputIfDone(sender);
  const given = attempts.map((attempt) => renewal.answer<FileRef>(`again:${kind}:${attempt}`));
  const all = [first?.sha256, first?.signed?.sha256, ...given.map((file) => file?.sha256)];
  return all.filter((sha256) => sha256 !== undefined);
}
