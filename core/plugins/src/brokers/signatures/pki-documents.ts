import { X509Certificate } from "node:crypto";
import { PerennialError, type FileSignatures, type FoundSignature } from "@perennial/api";
import type { SignatureReport, SignedBy } from "@perennial/pki";
import { inject, injectable } from "tsyringe";
import { SignerPort } from "../pki-ports.js";
import { BusinessClockPort, type DocumentPort } from "../ports.js";

/** Documents by `@perennial/pki`, which is loaded when it is needed. */
@injectable()
export class PkiDocuments implements DocumentPort {
  constructor(
    @inject(SignerPort) private readonly signers: SignerPort,
    @inject(BusinessClockPort) private readonly clock: BusinessClockPort,
  ) {}

  async sign(request: Parameters<DocumentPort["sign"]>[0]): ReturnType<DocumentPort["sign"]> {
    const { keyId, name, content, format } = request;
    const pki = await import("@perennial/pki");
    if (format === "pades" && !pki.isPdf(content)) {
      throw new PerennialError("signatures.not-a-pdf", { file: name }, { effect: "none" });
    }
    const { subject } = pki.certificateInfo(bytes(request.certificate));
    if (!(await pki.maySign(new X509Certificate(bytes(request.certificate))))) {
      throw new PerennialError("signatures.wrong-usage", { subject }, { effect: "none" });
    }
    const signedAt = await this.clock.now();
    const by: SignedBy = {
      signer: await this.signers.signer(keyId),
      certificate: bytes(request.certificate),
      chain: request.chain.map(bytes),
      at: new Date(signedAt),
    };
    if (format === "cades-detached") {
      return { content: await pki.signCades(by, content), signedAt };
    }
    if (format === "cades-attached") {
      const pieces: Uint8Array[] = [];
      for await (const piece of pki.signCadesAttached(by, () => content)) pieces.push(piece);
      return { content: Buffer.concat(pieces), signedAt };
    }
    const { reason } = request;
    const said = { name: pki.commonNameOf(subject), ...(reason === undefined ? {} : { reason }) };
    return { content: await pki.signPdf(by, content, said), signedAt };
  }

  async inspect(name: string, content: Uint8Array): Promise<FileSignatures> {
    const { isPdf, verifyCades, verifyPdf } = await import("@perennial/pki");
    const rules = {
      signature: content,
      roots: [],
      at: new Date(await this.clock.now()),
      anySigner: true,
    };
    const kind = isPdf(content) ? "pdf" : "cms";
    try {
      const { signatures } = kind === "pdf" ? await verifyPdf(rules) : await verifyCades(rules);
      return { kind, signatures: signatures.map((report) => found(report, name)) };
    } catch (error) {
      if (PerennialError.is(error, "pdf.not-signed")) return { kind, signatures: [] };
      if (PerennialError.is(error, "signatures.not-cms")) return { kind: "other", signatures: [] };
      if (!PerennialError.is(error) || error.code === "signatures.unreadable") throw error;
      throw unreadable(name, error);
    }
  }
}

/** A signature of somebody who is not named is none that can be left out. */
function found({ signer, valid }: SignatureReport, name: string): FoundSignature {
  if (signer === null) throw unreadable(name);
  return { signer, intact: valid };
}

function unreadable(file: string, cause?: PerennialError): PerennialError {
  const options = cause === undefined ? {} : { cause };
  return new PerennialError("signatures.unreadable", { file }, { effect: "none", ...options });
}

function bytes(der: string): Uint8Array {
  return Buffer.from(der, "base64");
}
