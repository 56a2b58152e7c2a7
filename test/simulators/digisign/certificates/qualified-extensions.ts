import { x509 } from "../../pki/x509.js";

/**
 * The qualified statements of ETSI EN 319 412-5: QcCompliance, QcSSCD (the key is on a qualified
 * device) and QcType for electronic signatures. DER of the SEQUENCE of statements.
 */
const qcStatements = Buffer.from(
  "3029" +
    // 0.4.0.1862.1.1 QcCompliance
    "3008060604008e460101" +
    // 0.4.0.1862.1.4 QcSSCD
    "3008060604008e460104" +
    // 0.4.0.1862.1.6 QcType, 0.4.0.1862.1.6.1 id-etsi-qct-esign
    "3013060604008e4601063009060704008e46010601",
  "hex",
);

/** What stands in a qualified certificate for electronic signatures. */
export function qualifiedExtensions(email: string, publicUrl: string): x509.Extension[] {
  const { digitalSignature, nonRepudiation } = x509.KeyUsageFlags;
  const { clientAuth, emailProtection } = x509.ExtendedKeyUsage;
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(digitalSignature | nonRepudiation, true),
    new x509.ExtendedKeyUsageExtension([clientAuth, emailProtection]),
    new x509.Extension("1.3.6.1.5.5.7.1.3", false, qcStatements),
    new x509.SubjectAlternativeNameExtension([{ type: "email", value: email }]),
    new x509.CRLDistributionPointsExtension([`${publicUrl}pki/issuing.crl`]),
    new x509.AuthorityInfoAccessExtension({
      caIssuers: new x509.GeneralName("url", `${publicUrl}pki/issuing.cer`),
    }),
  ];
}
