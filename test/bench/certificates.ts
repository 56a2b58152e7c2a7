import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { webcrypto } from "node:crypto";

export interface BenchCertificate {
  readonly name: string;
  readonly certificatePem: string;
  readonly certificateDer: Buffer;
  readonly keyPem: string;
}

/** So many different certificates that are not due, each with a key of its own (P-256). */
export async function makeCertificates(count: number): Promise<readonly BenchCertificate[]> {
  x509.cryptoProvider.set(webcrypto as Crypto);
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const made: BenchCertificate[] = [];
  for (let index = 0; index < count; index += 1) {
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const name = `host-${String(index).padStart(4, "0")}.example.org`;
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      keys: keys,
      notBefore: new Date(Date.now() - 86_400_000),
      notAfter: new Date(Date.now() + 300 * 86_400_000),
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: name }])],
    });
    const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
    made.push({
      name,
      certificatePem: certificate.toString("pem"),
      certificateDer: Buffer.from(certificate.rawData),
      keyPem: x509.PemConverter.encode(pkcs8, "PRIVATE KEY"),
    });
  }
  return made;
}
