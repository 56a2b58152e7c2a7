import { X509Certificate } from "node:crypto";
import { PerennialError, type CertificateInfo } from "@perennial/api";
import type { SigningKey } from "./signing-key.js";

/** The certificate that goes into the signature. */
export interface ChosenCertificate {
  readonly certificate: CertificateInfo;
  readonly expired: boolean;
}

/**
 * Of a key's certificates, or of those that were given for it, the one to sign with: it may be used
 * for signatures, is valid, and of several the one that ends last.
 * @throws PerennialError `certificates.key-mismatch` if none that was given is this key's,
 *   `signing.no-certificate`, `signing.wrong-usage`, `signing.expired`, `certificates.not-yet-valid`.
 */
export async function chooseCertificate(
  key: Pick<SigningKey, "name" | "spkiHash" | "certificates">,
  given: readonly CertificateInfo[] | undefined,
  { at, evenExpired }: { readonly at: Date; readonly evenExpired: boolean },
): Promise<ChosenCertificate> {
  const own = (given ?? key.certificates).filter(({ spkiHash }) => spkiHash === key.spkiHash);
  const [first] = own;
  if (first === undefined) {
    const subject = given?.[0]?.subject;
    throw subject === undefined
      ? new PerennialError("signing.no-certificate", { key: key.name })
      : new PerennialError("certificates.key-mismatch", { subject });
  }
  const able: CertificateInfo[] = [];
  for (const one of own) if (await isAble(one)) able.push(one);
  const byEnd = able.toSorted((a, b) => Date.parse(b.notAfter) - Date.parse(a.notAfter));
  const [newest] = byEnd;
  if (newest === undefined) {
    throw new PerennialError("signing.wrong-usage", { subject: first.subject });
  }
  const begun = byEnd.filter(({ notBefore }) => Date.parse(notBefore) <= at.getTime());
  const [latest] = begun;
  if (latest === undefined) {
    const { subject, notBefore } = newest;
    throw new PerennialError("certificates.not-yet-valid", { subject, notBefore });
  }
  const expired = Date.parse(latest.notAfter) < at.getTime();
  if (expired && !evenExpired) {
    const { subject, notAfter } = latest;
    throw new PerennialError("signing.expired", { subject, notAfter });
  }
  return { certificate: latest, expired };
}

async function isAble({ der }: CertificateInfo): Promise<boolean> {
  const { maySign } = await import("@perennial/pki");
  return maySign(new X509Certificate(Buffer.from(der, "base64")));
}
