import { x509 } from "../../pki/x509.js";

/** Organization-validated, multipurpose (CA/B Forum S/MIME BR 7.1.6.1). */
const organizationValidated = "2.23.140.1.5.2.2";
/** A policy of Certum's own arc. */
const certumPolicy = "1.2.616.1.113527.2.5.1.6.10";

export interface SmimeExtensions {
  /** Addresses of the subject alternative name. */
  readonly mailboxes: readonly string[];
  readonly keyType: "rsa" | "ec";
  /** OIDs. */
  readonly purposes: readonly string[];
  /** Where revocation list and authority certificate are found, with a slash at the end. */
  readonly publicUrl: string;
}

/** What a certificate for S/MIME has beside the key identifiers. */
export function smimeExtensions(content: SmimeExtensions): x509.Extension[] {
  const { mailboxes, keyType, purposes, publicUrl } = content;
  const { digitalSignature, nonRepudiation, keyEncipherment, keyAgreement } = x509.KeyUsageFlags;
  const encryption = keyType === "rsa" ? keyEncipherment : keyAgreement;
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(digitalSignature | nonRepudiation | encryption, true),
    new x509.ExtendedKeyUsageExtension([...purposes]),
    new x509.CertificatePolicyExtension([organizationValidated, certumPolicy]),
    ...(mailboxes.length === 0
      ? []
      : [
          new x509.SubjectAlternativeNameExtension(
            mailboxes.map((value) => ({ type: "email" as const, value })),
          ),
        ]),
    new x509.AuthorityInfoAccessExtension({ caIssuers: [`${publicUrl}pki/issuing.cer`] }),
    new x509.CRLDistributionPointsExtension([`${publicUrl}pki/issuing.crl`]),
  ];
}
