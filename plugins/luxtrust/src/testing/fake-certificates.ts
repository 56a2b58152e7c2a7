import {
  PerennialError,
  type CertificateInfo,
  type Certificates,
  type CertificatesRead,
  type ProfileFinding,
  type Signatures,
} from "@perennial/api";
import type { FakeKeys } from "./fake-keys.js";
import { base64, fromBase64, hash } from "./hash.js";

/** What a certificate of a test says. */
export interface TestCertificate {
  /** SPKI hash of the key it is for. */
  readonly spkiHash: string;
  readonly subject?: string;
  readonly issuer?: string;
  readonly isCa?: boolean;
}

/** A file with these certificates: a line of JSON each. */
export function certificateFile(...certificates: readonly TestCertificate[]): string {
  return certificates.map((certificate) => `CERTIFICATE ${JSON.stringify(certificate)}\n`).join("");
}

/** Reads {@link certificateFile}; chains are complete if the issuer is among the roots. */
export class FakeCertificates implements Certificates {
  readonly installed: { readonly der: string; readonly keyId: string }[] = [];
  /** What was asked, in order: `chain`, `prove`, `install`. */
  readonly calls: string[] = [];
  findings: readonly ProfileFinding[] = [];

  constructor(private readonly keys: FakeKeys) {}

  async read(content: string): Promise<CertificatesRead> {
    const text = fromBase64(content);
    if (text.trim() === "") throw new PerennialError("certificates.empty", {});
    const lines = text.match(/^\uFEFF?CERTIFICATE .*$/gm) ?? [];
    if (lines.length === 0) throw new PerennialError("certificates.none-found", {});
    const certificates = lines.map((line) => infoOf(line.trim().replace(/^\uFEFF/, "")));
    return {
      certificates,
      remarks: [
        ...(text.includes("\r\n") ? ["crlf" as const] : []),
        ...(text.startsWith("\uFEFF") ? ["bom" as const] : []),
        ...(lines.length > 1 ? ["several-certificates" as const] : []),
      ],
    };
  }

  async chain({ der, roots }: { der: string; roots: readonly string[] }) {
    this.calls.push("chain");
    const { issuer } = await this.only(der);
    if (!roots.some((root) => root.includes(issuer)))
      throw new PerennialError("certificates.chain-incomplete", { issuer });
    return { chain: [der, base64(issuer)] };
  }

  async checkProfile(): Promise<readonly ProfileFinding[]> {
    return this.findings;
  }

  async prove({ der, keyId }: { der: string; keyId: string }) {
    this.calls.push("prove");
    const key = await this.keys.find(keyId);
    if (key?.spkiHash !== (await this.only(der)).spkiHash) {
      throw new PerennialError("certificates.key-mismatch", { keyId });
    }
    return { algorithm: "RSASSA-PSS" };
  }

  async install({ der, keyId }: { der: string; keyId: string }) {
    this.calls.push("install");
    this.installed.push({ der, keyId });
    const { sha256 } = await this.only(der);
    return { sha256, path: `/home/certificates/${sha256.slice(0, 16)}.pem` };
  }

  record(): Promise<never> {
    return Promise.reject(new Error("the keys of LuxTrust’s flow are kept here"));
  }

  private async only(der: string): Promise<CertificateInfo> {
    const [certificate] = (await this.read(der)).certificates;
    if (certificate === undefined) throw new PerennialError("certificates.none-found", {});
    return certificate;
  }
}

/** Signed messages as JSON: `{ signer, valid, payload }`. */
export class FakeSignatures implements Signatures {
  sign(): Promise<never> {
    return Promise.reject(new Error("LuxTrust's flow signs no documents"));
  }

  inspect(): Promise<never> {
    return Promise.reject(new Error("LuxTrust's flow signs no documents"));
  }

  async verifyCms({ content, roots }: { content: string; roots: readonly string[] }) {
    const text = fromBase64(content);
    if (!text.startsWith("CMS ")) throw new PerennialError("signatures.not-cms", {});
    const { signer, valid, payload } = JSON.parse(text.slice(4)) as {
      signer: string;
      valid: boolean;
      payload: string;
    };
    if (!valid) throw new PerennialError("signatures.invalid", {});
    const trusted = roots.some((root) => `${root} ${fromBase64(root)}`.includes(signer));
    if (!trusted) throw new PerennialError("signatures.untrusted", {});
    const line = certificateFile({ spkiHash: hash(signer), subject: signer }).trim();
    return { content: base64(payload), signer: infoOf(line) };
  }
}

/** A {@link FakeSignatures} message, base64. */
export function signedMessage(payload: string, signer: string, valid = true): string {
  return base64(`CMS ${JSON.stringify({ signer, valid, payload })}`);
}

function infoOf(line: string): CertificateInfo {
  const json = JSON.parse(line.slice("CERTIFICATE ".length)) as TestCertificate;
  return {
    der: base64(`${line}\n`),
    sha256: hash(line),
    spkiHash: json.spkiHash,
    subject: json.subject ?? "CN=Ada Weber",
    issuer: json.issuer ?? "LuxTrust Root",
    serial: "01",
    notBefore: "2026-11-20T09:25:00Z",
    notAfter: "2029-11-20T09:25:00Z",
    isCa: json.isCa ?? false,
  };
}
