import { keyUsageBytes } from "../chain/check-issuers.js";
import { extensionOids } from "../chain/parsed-certificate.js";
import type { ParsedCertificate } from "../chain/parsed-certificate.js";
import type { CertificateRule } from "./profile-subject.js";

/** In the order of the bits, RFC 5280 section 4.2.1.3. */
const keyUsages = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const;

const extendedKeyUsages: { readonly [name: string]: string } = {
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
  codeSigning: "1.3.6.1.5.5.7.3.3",
  emailProtection: "1.3.6.1.5.5.7.3.4",
  timeStamping: "1.3.6.1.5.5.7.3.8",
  OCSPSigning: "1.3.6.1.5.5.7.3.9",
  documentSigning: "1.3.6.1.5.5.7.3.36",
  anyExtendedKeyUsage: "2.5.29.37.0",
};

/** `key-usage.<usage>` for each required usage that the certificate does not have. */
export const keyUsage: CertificateRule = ({ parsed, rules }) => {
  const bits = keyUsageBytes(parsed);
  const missing = (rules.keyUsage ?? []).filter((usage) => {
    const name = usage === "contentCommitment" ? "nonRepudiation" : usage;
    const bit = keyUsages.findIndex((known) => kebab(known) === kebab(name));
    return bit === -1 || ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) === 0;
  });
  return missing.map((usage) => ({ rule: `key-usage.${kebab(usage)}`, params: { usage } }));
};

/** `extended-key-usage.<usage>` for each required purpose that the certificate does not have. */
export const extendedKeyUsage: CertificateRule = async ({ parsed, rules }) => {
  const purposes = await purposesOf(parsed);
  return (rules.extendedKeyUsage ?? [])
    .filter((usage) => !purposes.has(purposeOid(usage)))
    .map((usage) => ({ rule: `extended-key-usage.${kebab(usage)}`, params: { usage } }));
};

/** `forbidden-extended-key-usage.<usage>` for each purpose that it must not have but has. */
export const forbiddenExtendedKeyUsage: CertificateRule = async ({ parsed, rules }) => {
  const purposes = await purposesOf(parsed);
  return (rules.forbiddenExtendedKeyUsage ?? [])
    .filter((usage) => purposes.has(purposeOid(usage)))
    .map((usage) => ({
      rule: `forbidden-extended-key-usage.${kebab(usage)}`,
      params: { usage },
    }));
};

async function purposesOf(parsed: ParsedCertificate): Promise<ReadonlySet<string>> {
  const { ExtKeyUsage } = await import("pkijs");
  return new Set(parsed.value(extensionOids.extendedKeyUsage, ExtKeyUsage)?.keyPurposes);
}

/** A purpose by its name in RFC 5280 (either spelling) or its object identifier. */
function purposeOid(usage: string): string {
  const known = Object.entries(extendedKeyUsages).find(([name]) => kebab(name) === kebab(usage));
  return known?.[1] ?? usage;
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/gu, "-").toLowerCase();
}
