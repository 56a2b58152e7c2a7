import { X509Certificate } from "node:crypto";
import { PerennialError, type CertificateInfo } from "@perennial/api";
import type { CertificateRecord } from "@perennial/store";
import type { CertificateEntry } from "../../token-views/key-entries.js";
import { unusable, type Removal } from "./removal.js";

/** What is known besides the token's two pairs. */
export interface Vouching {
  /** Certificates that profiles use now. */
  readonly current: readonly Pick<CertificateRecord, "sha256">[];
  /** Everything that may stand in a chain, DER: the token's certificates, and what was installed. */
  readonly around: readonly Uint8Array[];
  /** Of `--roots`. */
  readonly roots: readonly string[];
  readonly at: Date;
}

/**
 * The replacement's certificate that somebody vouches for: a profile uses it now, or its chain holds
 * up to the issuer of the old certificate, or to a root that was named. Anybody can make a
 * certificate; that it is valid and the key's own says nothing.
 * @throws PerennialError `tokens.replacement-unusable` (`chain`).
 */
export async function vouchedCertificate(
  { old, replacement, candidates }: Removal,
  { current, around, roots, at }: Vouching,
): Promise<Required<CertificateEntry>> {
  const { buildChain } = await import("@perennial/pki");
  const trusted = [...roots, ...issuersOf(certificatesOf(old), around)];
  let cause: unknown;
  for (const candidate of candidates) {
    if (current.some(({ sha256 }) => sha256 === candidate.info.sha256)) return candidate;
    const certificate = Buffer.from(candidate.info.der, "base64");
    try {
      await buildChain({ certificate, intermediates: around, roots: trusted, at });
      return candidate;
    } catch (error) {
      if (!PerennialError.is(error)) throw error;
      cause = error;
    }
  }
  throw unusable(replacement.id, "chain", cause);
}

/** Certificates of the old key itself, not of others that lie under its identifier. */
export function certificatesOf({
  spkiHash,
  certificates,
}: Removal["old"]): readonly CertificateInfo[] {
  return certificates.flatMap(({ info }) => (info?.spkiHash === spkiHash ? [info] : []));
}

/** The authorities that signed a certificate, DER in base64. */
function issuersOf(
  certificates: readonly CertificateInfo[],
  around: readonly Uint8Array[],
): readonly string[] {
  const authorities = around.map((der) => new X509Certificate(der)).filter(({ ca }) => ca);
  const issued = certificates.map(({ der }) => new X509Certificate(Buffer.from(der, "base64")));
  return authorities
    .filter((authority) =>
      issued.some((one) => one.checkIssued(authority) && one.verify(authority.publicKey)),
    )
    .map(({ raw }) => raw.toString("base64"));
}
