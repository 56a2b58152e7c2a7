import { PerennialError } from "../errors.js";
import { inject } from "../inject.js";
import type { JsonObject } from "../json.js";
import { done, type Outcome } from "../outcome.js";
import type { Renewal } from "../renewal.js";
import { Certificates, type ProfileRules } from "../services/certificates.js";

/** What a certificate has to fulfil before it is used. */
export interface VerificationRules {
  /** PEM or DER base64, or `"system"`. */
  readonly roots: readonly string[];
  /** DER base64, beyond those that came with the certificate. */
  readonly intermediates?: readonly string[];
  readonly profile?: ProfileRules;
}

/** What the verification found. */
export type VerifiedCertificate = {
  /** From the certificate to the root, DER base64. */
  readonly chain: readonly string[];
  /** Of the test signature. */
  readonly algorithm: string;
};

/** Of a certificate, what a verification needs. */
export interface CertificateToVerify {
  /** DER, base64. */
  readonly der: string;
  /** DER base64 of certificates that came with it. */
  readonly others?: readonly string[];
}

/**
 * Checks the chain and the profile rules, which is all that can be where the key is kept elsewhere.
 * @throws PerennialError what {@link Certificates} throws; `certificate.profile-broken`.
 */
export async function verifyIssued(
  certificates: Certificates,
  certificate: CertificateToVerify,
  rules: VerificationRules,
): Promise<Pick<VerifiedCertificate, "chain">> {
  const { der } = certificate;
  const intermediates = [...(certificate.others ?? []), ...(rules.intermediates ?? [])];
  const { chain } = await certificates.chain({ der, intermediates, roots: rules.roots });
  const findings =
    rules.profile === undefined ? [] : await certificates.checkProfile(der, rules.profile);
  if (findings.length > 0) {
    throw new PerennialError("certificate.profile-broken", {
      rules: findings.map(({ rule }) => rule),
    });
  }
  return { chain };
}

/**
 * Checks the chain, the profile rules and the key, the latter by a test signature.
 * @throws PerennialError what {@link Certificates} throws; `certificate.profile-broken`.
 */
export async function verifyCertificate(
  certificates: Certificates,
  { certificate, keyId }: { certificate: CertificateToVerify; keyId: string },
  rules: VerificationRules,
): Promise<VerifiedCertificate> {
  const { chain } = await verifyIssued(certificates, certificate, rules);
  const { algorithm } = await certificates.prove({ der: certificate.der, keyId });
  return { chain, algorithm };
}

/** Proves that a certificate can be used: chain, profile rules, and a test signature with its key. */
export abstract class VerifyCertificate<P = JsonObject> {
  constructor(@inject(Certificates) protected readonly certificates: Certificates) {}

  protected abstract certificate(renewal: Renewal<P>): CertificateToVerify;
  /** Identifier of the key pair that the certificate is for. */
  protected abstract keyId(renewal: Renewal<P>): string;
  protected abstract rules(renewal: Renewal<P>): Promise<VerificationRules>;

  async run(renewal: Renewal<P>): Promise<Outcome<VerifiedCertificate>> {
    const subject = { certificate: this.certificate(renewal), keyId: this.keyId(renewal) };
    return done(await verifyCertificate(this.certificates, subject, await this.rules(renewal)));
  }
}
