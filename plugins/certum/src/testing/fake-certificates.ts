import {
  PerennialError,
  type CertificateInfo,
  type Certificates,
  type CertificatesRead,
  type ProfileFinding,
  type ProfileRules,
} from "@perennial/api";
import { base64, fromBase64, hash } from "./hash.js";

/** A certificate in tests is a line of JSON; several lines are several certificates. */
export interface TestCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly spkiHash: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly isCa: boolean;
}

/** Certificates in memory. */
export class FakeCertificates implements Certificates {
  /** What {@link checkProfile} finds. */
  findings: readonly ProfileFinding[] = [];
  /** Finds other things than {@link findings}, by the rules. */
  judge: ((rules: ProfileRules) => readonly ProfileFinding[]) | undefined;
  /** Rules that were asked for. */
  readonly asked: ProfileRules[] = [];
  /** SHA-256 of what was installed or recorded. */
  readonly installed: string[] = [];
  /** What {@link chain} throws. */
  broken: PerennialError | undefined;

  async read(content: string): Promise<CertificatesRead> {
    const certificates = readCertificates(content);
    if (certificates.length === 0) throw new PerennialError("certificates.none-found", {});
    return { certificates, remarks: [] };
  }

  async chain({ der, intermediates }: { der: string; intermediates: readonly string[] }) {
    if (this.broken !== undefined) throw this.broken;
    return { chain: [der, ...intermediates] };
  }

  async checkProfile(_der: string, rules: ProfileRules): Promise<readonly ProfileFinding[]> {
    this.asked.push(rules);
    return this.judge?.(rules) ?? this.findings;
  }

  async prove(): Promise<{ readonly algorithm: string }> {
    return { algorithm: "RSASSA-PKCS1-v1_5 with SHA-256" };
  }

  async install({ der }: { der: string }) {
    return this.keep(der);
  }

  async record({ der }: { der: string }) {
    return this.keep(der);
  }

  private keep(der: string) {
    const [certificate] = readCertificates(der);
    if (certificate === undefined) throw new PerennialError("certificates.none-found", {});
    const { sha256 } = certificate;
    if (!this.installed.includes(sha256)) this.installed.push(sha256);
    return { sha256, path: `/home/certificates/${sha256.slice(0, 16)}.pem` };
  }
}

/** A certificate as text, for {@link readCertificates}. */
export function certificateText(values: Partial<TestCertificate> = {}): string {
  const certificate: TestCertificate = {
    subject: "CN=anna@przyklad.example,O=Przykład sp. z o.o.,C=PL",
    issuer: "CN=Certum SMIME CA,O=Asseco Data Systems S.A.,C=PL",
    serial: "0a1b2c",
    spkiHash: hash("key"),
    notBefore: "2024-12-18T10:00:00Z",
    notAfter: "2026-12-18T10:00:00Z",
    isCa: false,
    ...values,
  };
  return JSON.stringify(certificate);
}

/** A line may be in PEM, as what comes over the network is. */
const armoured = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g;

/** The certificates in a file of tests, base64. */
export function readCertificates(content: string): readonly CertificateInfo[] {
  return fromBase64(content)
    .replaceAll(armoured, (_, body: string) => `${fromBase64(body)}\n`)
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => {
      const certificate = JSON.parse(line) as TestCertificate;
      return { ...certificate, der: base64(line), sha256: hash(line) };
    });
}
