import assert from "node:assert/strict";
import { createHash, createPublicKey, verify, X509Certificate } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { hasTool, runProcess, type ProcessResult } from "../harness/index.js";
import type { SoftHsm } from "../rigs/index.js";

/** A certificate with its key on a token. */
export interface TokenCertificate {
  /** CKA_ID, hexadecimal. */
  readonly id: string;
  readonly pem: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly sha256: string;
}

/** A key pair and its certificate on a token. */
export interface TokenContent {
  /** CKA_ID, hexadecimal: short, as foreign tools make them. Default `01`. */
  readonly id?: string;
  /** As `pkcs11-tool` calls it. Default `rsa:2048`. */
  readonly keyType?: string;
  readonly notAfter: Date;
  /** RFC 4514. */
  readonly subject?: string;
}

/** Certifies a public key (SPKI, PEM). */
export type Certify = (publicKey: string) => Promise<{ certificatePem: string; sha256: string }>;

/** `pkcs11-tool` on one token of SoftHSM, past every fault shim: another program of the person's. */
export class OtherProgram {
  constructor(
    private readonly hsm: SoftHsm,
    readonly label: string,
  ) {}

  /** Why it cannot be had on this machine; `undefined` if it can. */
  static missing(): string | undefined {
    // It has no option that only tells its version; without arguments it explains itself.
    return hasTool("opensc-tool") ? undefined : "pkcs11-tool is not installed";
  }

  /** Its output. @throws AssertionError if it fails. */
  async run(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.try(...args);
    assert.equal(code, 0, `pkcs11-tool ${args.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  }

  try(...args: readonly string[]): Promise<ProcessResult> {
    const { modulePath, environment } = this.hsm;
    const { userPin } = this.hsm.token(this.label);
    const login = ["--module", modulePath, "--token-label", this.label, "--login", "--pin"];
    const env = { ...process.env, ...environment };
    return runProcess("pkcs11-tool", [...login, userPin, ...args], { env });
  }

  /** Makes a key pair and writes the certificate that was issued for it beside it. */
  async enrol(content: TokenContent, certify: Certify): Promise<TokenCertificate> {
    const { id = "01", keyType = "rsa:2048" } = content;
    const file = this.hsm.home.file(`${this.label.replaceAll(" ", "-")}-${id}.der`);
    await this.run("--keypairgen", "--key-type", keyType, "--id", id, "--label", "old key");
    await this.run("--read-object", "--type", "pubkey", "--id", id, "--output-file", file);
    const key = createPublicKey({ key: await readFile(file), format: "der", type: "spki" });
    const issued = await certify(key.export({ type: "spki", format: "pem" }).toString());
    const pem = issued.certificatePem;
    await writeFile(file, new X509Certificate(pem).raw);
    const how = ["--type", "cert", "--id", id, "--label", "certificate"];
    await this.run("--write-object", file, ...how);
    return { id, pem, sha256: issued.sha256 };
  }

  /** CKA_IDs of private keys, public keys and certificates, hexadecimal. */
  async objects(): Promise<Readonly<Record<"private" | "public" | "certificate", string[]>>> {
    const listed = await this.run("--list-objects");
    const found = { private: [] as string[], public: [] as string[], certificate: [] as string[] };
    for (const object of listed.split(/\n(?=\S)/)) {
      const kind = /^(Private|Public|Certificate)/.exec(object)?.[1]?.toLowerCase();
      const id = /^ +ID: +([0-9a-f]+)$/m.exec(object)?.[1];
      if (kind !== undefined && id !== undefined) found[kind as keyof typeof found].push(id);
    }
    return found;
  }

  /** The certificate with this CKA_ID. */
  async certificate(id: string): Promise<X509Certificate> {
    const file = this.hsm.home.file(`read-${id}.der`);
    await this.run("--read-object", "--type", "cert", "--id", id, "--output-file", file);
    return new X509Certificate(await readFile(file));
  }

  /** Signs with a key, and checks it with the certificate. @throws AssertionError if it is wrong. */
  async signsWith({ id, pem }: Pick<TokenCertificate, "id" | "pem">): Promise<void> {
    const text = Buffer.from("signed by another program");
    const { publicKey } = new X509Certificate(pem);
    const isEc = publicKey.asymmetricKeyType === "ec";
    const data = this.hsm.home.file("data");
    // SoftHSM signs digests only with keys of elliptic curves.
    await writeFile(data, isEc ? createHash("sha256").update(text).digest() : text);
    const signature = this.hsm.home.file("signature");
    const mechanism = isEc ? "ECDSA" : "SHA256-RSA-PKCS";
    const how = ["--mechanism", mechanism, "--signature-format", "openssl"];
    await this.run("--sign", ...how, "--id", id, "-i", data, "-o", signature);
    const signed = await readFile(signature);
    assert.ok(verify("sha256", text, publicKey, signed), `the key ${id} does not sign`);
  }
}
