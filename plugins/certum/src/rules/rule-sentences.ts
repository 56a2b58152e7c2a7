import { message, type Message, type ProfileFinding, type Refusal } from "@perennial/api";

/** Rules whose names end with what they are about (an attribute, a usage) share one sentence. */
const families = [
  "subject-missing",
  "subject-pattern",
  "extended-key-usage",
  "forbidden-extended-key-usage",
  "key-usage",
] as const;

const single: ReadonlySet<string> = new Set([
  "key.rsa-too-short",
  "key.rsa-length",
  "key.curve",
  "validity.too-long",
  "validity.not-yet-valid",
  "validity.expired",
  "basic-constraints.ca",
  "signature.weak",
  "san.mailbox-missing",
  "san.mailboxes",
  "subject.common-name",
]);

/** The sentence that names a broken rule. */
export function ruleSentence({ rule, params }: ProfileFinding): Message {
  // What a certificate states twice or not at all is found as an empty text.
  const { found } = params;
  const shown = { ...params, rule, ...(found === "" ? { found: "–" } : {}) };
  if (single.has(rule)) return message(`certum.rule.${rule}`, shown);
  const family = families.find((one) => rule.startsWith(`${one}.`));
  if (family !== undefined) return message(`certum.rule.${family}`, shown);
  return rule.startsWith("subject.")
    ? message("certum.rule.subject", shown)
    : message("certum.rule.other", { rule });
}

/** A refusal that names every broken rule; undefined if none is. */
export function refusalOf(
  code: "certum.request-refused" | "certum.certificate-refused",
  findings: readonly ProfileFinding[],
): Refusal | undefined {
  if (findings.length === 0) return undefined;
  return { code, params: { rules: findings.map(ruleSentence), count: findings.length } };
}
