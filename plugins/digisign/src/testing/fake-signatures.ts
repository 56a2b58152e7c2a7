import {
  PerennialError,
  type FileSignatures,
  type FoundSignature,
  type SignedFile,
  type Signatures,
} from "@perennial/api";
import { readCertificates } from "./fake-certificates.js";
import type { FakeClock } from "./fake-clock.js";
import type { FakeFiles } from "./fake-files.js";
import type { FakeRenewal } from "./fake-renewal.js";
import type { FakeTokens } from "./fake-tokens.js";
import { base64, bytesOf } from "./hash.js";

const mark = "\n%SIGNED ";

/** A signature as a test's file carries it: a line at its end. */
export interface TestSignature {
  /** DER of the signer's certificate, base64. */
  readonly der: string;
  readonly format: SignedFile["format"];
  readonly intact: boolean;
}

/** Puts a signature on a file. */
export function signedContent(content: Uint8Array, signature: TestSignature): Buffer {
  return Buffer.concat([content, Buffer.from(`${mark}${JSON.stringify(signature)}\n`)]);
}

/** The signatures on a file, and the file without them. */
export function signaturesOn(content: Buffer): {
  readonly content: Buffer;
  readonly signatures: readonly TestSignature[];
} {
  const at = content.indexOf(mark);
  if (at < 0) return { content, signatures: [] };
  const lines = content.subarray(at).toString("utf8").split(mark).slice(1);
  return {
    content: content.subarray(0, at),
    signatures: lines.map((line) => JSON.parse(line) as TestSignature),
  };
}

/** Signs with the keys of the tokens that are in. */
export class FakeSignatures implements Signatures {
  /** `name format` of every file that was signed. */
  readonly made: string[] = [];
  /** The renewal whose step runs: signing needs the person's yes in it. */
  running: FakeRenewal | undefined;

  constructor(
    private readonly files: FakeFiles,
    private readonly tokens: FakeTokens,
    private readonly clock: FakeClock,
  ) {}

  verifyCms(): Promise<never> {
    return Promise.reject(new Error("DigiSign's flow verifies no messages"));
  }

  async sign(request: {
    keyId: string;
    der: string;
    file: string;
    format: SignedFile["format"];
  }): Promise<SignedFile> {
    const { keyId, der, file, format } = request;
    const content = bytesOf(await this.files.read(file));
    const { sha256 } = this.files.give("same", content);
    if (this.running?.answer(`sign:${sha256}`) !== true) {
      throw new PerennialError("signatures.not-confirmed", { sha256 }, { effect: "none" });
    }
    if (format === "pades" && !content.subarray(0, 5).equals(Buffer.from("%PDF-"))) {
      throw new PerennialError("signatures.not-a-pdf", {}, { effect: "none" });
    }
    const token = this.tokens.inserted.find(({ keys }) => keys.has(keyId));
    if (token === undefined) {
      throw new PerennialError("token.not-present", {}, { effect: "none" });
    }
    const [certificate] = readCertificates(der);
    if (certificate === undefined || token.keys.get(keyId)?.spkiHash !== certificate.spkiHash) {
      throw new PerennialError("certificates.key-mismatch", { keyId }, { effect: "none" });
    }
    token.enterPin();
    const name = file.split(":").slice(2).join(":");
    this.made.push(`${name} ${format}`);
    const signed = signedContent(content, { der, format, intact: true });
    const ref = this.files.give(format === "pades" ? name : `${name}.p7m`, signed);
    return { ...ref, format, signedAt: this.clock.time };
  }

  async inspect(file: string): Promise<FileSignatures> {
    const content = bytesOf(await this.files.read(file));
    const { signatures } = signaturesOn(content);
    const isPdf = content.subarray(0, 5).equals(Buffer.from("%PDF-"));
    const found = signatures.flatMap(({ der, intact }): readonly FoundSignature[] => {
      const [signer] = readCertificates(der);
      return signer === undefined ? [] : [{ signer, intact }];
    });
    return {
      kind: isPdf ? "pdf" : found.length > 0 ? "cms" : "other",
      signatures: found,
    };
  }
}

/** Base64 of a file that somebody signed. */
export function signedFile(content: Uint8Array, signature: TestSignature): string {
  return base64(signedContent(content, signature));
}
