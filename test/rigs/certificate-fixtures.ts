import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { webcrypto } from "node:crypto";
import { attributes } from "./cryptoki.js";
import { Pkcs11Probe } from "./pkcs11-probe.js";
import type { SoftHsm, SoftToken } from "./soft-hsm.js";

/** One certificate of a fixture. */
export interface FixtureCertificate {
  readonly id: Buffer;
  readonly label: string;
  readonly der: Buffer;
}

const day = 86_400_000;

/** So many different self-signed certificates of one P-256 key: making keys would take the time. */
export async function makeCertificates(count: number): Promise<readonly FixtureCertificate[]> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const keys = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  const notBefore = new Date(Date.now() - day);
  const made: FixtureCertificate[] = [];
  for (let index = 0; index < count; index += 1) {
    const label = `certificate-${String(index).padStart(4, "0")}`;
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${label}, O=Perennial, C=LU`,
      keys,
      signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
      notBefore,
      notAfter: new Date(notBefore.getTime() + (300 + index) * day),
    });
    const id = Buffer.alloc(4);
    id.writeUInt32BE(index + 1);
    made.push({ id, label, der: Buffer.from(certificate.rawData) });
  }
  return made;
}

/** The template of C_CreateObject for a certificate. */
export function certificateTemplate(certificate: FixtureCertificate): readonly object[] {
  const { subjectName, issuerName, serialNumber } = new x509.X509Certificate(certificate.der);
  const serial = Buffer.from(serialNumber, "hex");
  return [
    { type: attributes.CLASS, value: 1 },
    { type: attributes.TOKEN, value: true },
    { type: attributes.PRIVATE, value: false },
    { type: attributes.CERTIFICATE_TYPE, value: 0 },
    { type: attributes.ID, value: certificate.id },
    { type: attributes.LABEL, value: certificate.label },
    { type: attributes.SUBJECT, value: Buffer.from(subjectName.toArrayBuffer()) },
    { type: attributes.ISSUER, value: Buffer.from(issuerName.toArrayBuffer()) },
    {
      type: attributes.SERIAL_NUMBER,
      value: Buffer.concat([Buffer.from([0x02, serial.length]), serial]),
    },
    { type: attributes.VALUE, value: certificate.der },
  ];
}

export async function writeCertificates(
  hsm: SoftHsm,
  token: SoftToken,
  count: number,
): Promise<readonly FixtureCertificate[]> {
  const certificates = await makeCertificates(count);
  await using probe = await Pkcs11Probe.open(hsm.modulePath, hsm.environment);
  const session = await probe.session(token.label, token.userPin);
  await Promise.all(
    certificates.map((certificate) =>
      probe.call("C_CreateObject", session, certificateTemplate(certificate)),
    ),
  );
  await probe.call("C_Finalize");
  return certificates;
}
