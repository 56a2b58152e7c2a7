import { randomBytes, type webcrypto } from "node:crypto";
import { toPem } from "./pem.js";
import {
  exportPrivateKey,
  generateKeyPair,
  signingAlgorithm,
  type KeyAlgorithm,
} from "./key-algorithm.js";
import { x509 } from "./x509.js";

/** Authorities are valid long before and after any instant that a test may set the clock to. */
const authorityValidity = {
  notBefore: new Date("2020-01-01T00:00:00Z"),
  notAfter: new Date("2049-12-31T23:59:59Z"),
};

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** What is certified, beside who certifies it. */
export interface CertificateContent extends Validity {
  readonly subject: x509.Name;
  readonly publicKey: x509.PublicKey;
  /** In addition to the key identifiers. */
  readonly extensions: readonly x509.Extension[];
}

/** A certification authority with its key. */
export class Authority {
  private constructor(
    readonly certificate: x509.X509Certificate,
    private readonly key: webcrypto.CryptoKey,
  ) {}

  static async root(name: string, algorithm: KeyAlgorithm): Promise<Authority> {
    const keys = await generateKeyPair(algorithm);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: randomSerial(),
      name,
      keys,
      ...authorityValidity,
      signingAlgorithm: signingAlgorithm(keys.privateKey),
      extensions: await authorityExtensions(keys.publicKey, undefined),
    });
    return new Authority(certificate, keys.privateKey);
  }

  /** A subordinate authority that issues to end entities only. */
  async subordinate(
    name: string,
    algorithm: KeyAlgorithm,
    extensions: readonly x509.Extension[] = [],
  ): Promise<Authority> {
    const keys = await generateKeyPair(algorithm);
    const certificate = await this.issue({
      subject: new x509.Name(name),
      publicKey: await x509.PublicKey.create(keys.publicKey),
      ...authorityValidity,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
          true,
        ),
        ...extensions,
      ],
    });
    return new Authority(certificate, keys.privateKey);
  }

  /** Certifies a public key. The serial number is 16 random bytes, positive (RFC 5280 4.1.2.2). */
  async issue(content: CertificateContent): Promise<x509.X509Certificate> {
    return x509.X509CertificateGenerator.create({
      serialNumber: randomSerial(),
      subject: content.subject,
      issuer: this.certificate.subjectName,
      notBefore: content.notBefore,
      notAfter: content.notAfter,
      publicKey: content.publicKey,
      signingKey: this.key,
      signingAlgorithm: signingAlgorithm(this.key),
      extensions: [
        ...content.extensions,
        await x509.SubjectKeyIdentifierExtension.create(content.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(this.certificate.publicKey),
      ],
    });
  }

  /** A certificate and its new private key, PEM. */
  async issueIdentity(
    subject: string,
    algorithm: KeyAlgorithm,
    validity: Validity,
    extensions: readonly x509.Extension[],
  ): Promise<{ certificate: x509.X509Certificate; privateKey: webcrypto.CryptoKey; key: string }> {
    const keys = await generateKeyPair(algorithm);
    const certificate = await this.issue({
      subject: new x509.Name(subject),
      publicKey: await x509.PublicKey.create(keys.publicKey),
      ...validity,
      extensions,
    });
    const key = toPem("PRIVATE KEY", await exportPrivateKey(keys.privateKey));
    return { certificate, privateKey: keys.privateKey, key };
  }

  /** An empty revocation list, DER. */
  async revocationList(thisUpdate: Date): Promise<Buffer> {
    const list = await x509.X509CrlGenerator.create({
      issuer: this.certificate.subjectName,
      thisUpdate,
      nextUpdate: new Date(thisUpdate.getTime() + 7 * 24 * 3600 * 1000),
      signingKey: this.key,
      signingAlgorithm: signingAlgorithm(this.key),
      extensions: [await x509.AuthorityKeyIdentifierExtension.create(this.certificate.publicKey)],
    });
    return Buffer.from(list.rawData);
  }

  get der(): Buffer {
    return Buffer.from(this.certificate.rawData);
  }

  get pem(): string {
    return toPem("CERTIFICATE", this.der);
  }
}

async function authorityExtensions(
  publicKey: webcrypto.CryptoKey,
  pathLength: number | undefined,
): Promise<x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(true, pathLength, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    await x509.SubjectKeyIdentifierExtension.create(publicKey),
  ];
}

function randomSerial(): string {
  const serial = randomBytes(16);
  // The top bit clear keeps the number positive, the next one set keeps it 16 bytes long.
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial.toString("hex");
}
