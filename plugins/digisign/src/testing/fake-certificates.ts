import {
  PerennialError,
  type CertificateInfo,
  type Certificates,
  type CertificatesRead,
  type ProfileFinding,
} from "@perennial/api";
import type { FakeToken } from "./fake-token.js";
import { base64, fromBase64, hash } from "./hash.js";

/** What a certificate of a test says. */
export interface TestCertificate {
  /** SPKI hash of the key it is for. */
  readonly spkiHash: string;
  readonly subject?: string;
  readonly issuer?: string;
  /** Lower-case hexadecimal. */
  readonly serial?: string;
  /** RFC 3339 UTC. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly isCa?: boolean;
}

export const digisignIssuer = "CN=DigiSign Qualified CA Test,O=DIGISIGN S.A.,C=RO";
export const holderSubject = "CN=Ana Popescu,O=Exemplu S.R.L.,L=Bucuresti,C=RO";

/** DER of a test's certificate, base64: a line of JSON. */
export function certificateDer(certificate: TestCertificate): string {
  return base64(`CERTIFICATE ${JSON.stringify(certificate)}\n`);
}

/** A file with these certificates, text. */
export function certificateFile(...certificates: readonly TestCertificate[]): string {
  return certificates.map((certificate) => fromBase64(certificateDer(certificate))).join("");
}

/** What a test's certificate says. */
export function certificateInfo(certificate: TestCertificate): CertificateInfo {
  const der = certificateDer(certificate);
  return {
    der,
    sha256: hash(fromBase64(der)),
    spkiHash: certificate.spkiHash,
    subject: certificate.subject ?? holderSubject,
    issuer: certificate.issuer ?? digisignIssuer,
    serial: certificate.serial ?? "01",
    notBefore: certificate.notBefore ?? "2025-12-11T10:00:00Z",
    notAfter: certificate.notAfter ?? "2026-12-11T10:00:00Z",
    isCa: certificate.isCa ?? false,
  };
}

/** The certificates in what {@link certificateFile} wrote, also in PEM of {@link certificateDer}. */
export function readCertificates(content: string): readonly CertificateInfo[] {
  const text = fromBase64(content);
  const inPem = [...text.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END/g)];
  const plain = inPem.map(([, body = ""]) => fromBase64(body)).join("") + text;
  return (plain.match(/^CERTIFICATE .*$/gm) ?? []).map((line) =>
    certificateInfo(JSON.parse(line.slice("CERTIFICATE ".length)) as TestCertificate),
  );
}

/** Chains are complete if the issuer is among the roots; keys are those of the tokens that are in. */
export class FakeCertificates implements Certificates {
  readonly installed: { readonly sha256: string; readonly keyId: string }[] = [];
  /** What was asked, in order: `chain`, `prove`, `install`. */
  readonly calls: string[] = [];
  findings: readonly ProfileFinding[] = [];

  constructor(private readonly token: () => readonly FakeToken[]) {}

  async read(content: string): Promise<CertificatesRead> {
    if (fromBase64(content).trim() === "") throw new PerennialError("certificates.empty", {});
    const certificates = readCertificates(content);
    if (certificates.length === 0) throw new PerennialError("certificates.none-found", {});
    return {
      certificates,
      remarks: certificates.length > 1 ? ["several-certificates"] : [],
    };
  }

  async chain({ der, roots }: { der: string; roots: readonly string[] }) {
    this.calls.push("chain");
    const { issuer } = only(der);
    if (!roots.some((root) => root.includes(issuer))) {
      throw new PerennialError("certificates.chain-incomplete", { issuer });
    }
    return { chain: [der, base64(issuer)] };
  }

  async checkProfile(): Promise<readonly ProfileFinding[]> {
    return this.findings;
  }

  async prove({ der, keyId }: { der: string; keyId: string }) {
    this.calls.push("prove");
    const token = this.token().find(({ keys }) => keys.has(keyId));
    if (token === undefined) throw new PerennialError("token.not-present", {});
    token.enterPin();
    if (token.keys.get(keyId)?.spkiHash !== only(der).spkiHash) {
      throw new PerennialError("certificates.key-mismatch", { keyId });
    }
    return { algorithm: "RSASSA-PKCS1-v1_5 with SHA-256" };
  }

  async install({ der, keyId }: { der: string; keyId: string }) {
    this.calls.push("install");
    const token = this.token().find(({ keys }) => keys.has(keyId));
    if (token === undefined) throw new PerennialError("token.not-present", {});
    const certificate = only(der);
    token.put(certificate);
    this.installed.push({ sha256: certificate.sha256, keyId });
    return {
      sha256: certificate.sha256,
      path: `/home/certificates/${certificate.sha256.slice(0, 16)}.pem`,
    };
  }

  record(): Promise<never> {
    return Promise.reject(new Error("the keys of DigiSign’s flow are on a token"));
  }
}

function only(der: string): CertificateInfo {
  const [certificate] = readCertificates(der);
  if (certificate === undefined) throw new PerennialError("certificates.none-found", {});
  return certificate;
}
