import {
  PerennialError,
  type CertificateInfo,
  type CertificateRequest,
  type CertificatesRead,
  type ProfileFinding,
  type ProfileRules,
  type ReadRequest,
  type RequestRules,
  type Requests,
} from "@perennial/api";
import type { Signer } from "@perennial/pki";
import { inject, injectable } from "tsyringe";
import { matchesInOneCall } from "../manifest/compile-pattern.js";
import { BusinessClockPort } from "./ports.js";
import type { CertificatePort, RequestPort, SignaturePort } from "./ports.js";

/** Finds the signer of a key: the key store. */
export interface SignerPort {
  /** @throws PerennialError `keys.not-found`, `keys.store-locked`. */
  signer(keyId: string): Promise<Signer>;
}
export const SignerPort = Symbol("SignerPort");

/** Certificates by `@perennial/pki`, which is loaded when it is needed. */
@injectable()
export class PkiCertificates implements CertificatePort {
  constructor(
    @inject(SignerPort) private readonly signers: SignerPort,
    @inject(BusinessClockPort) private readonly clock: BusinessClockPort,
  ) {}

  async read(content: string): Promise<CertificatesRead> {
    const { readCertificates } = await import("@perennial/pki");
    return readCertificates(Buffer.from(content, "base64"));
  }

  async chain(request: {
    der: string;
    intermediates: readonly string[];
    roots: readonly string[];
  }): Promise<{ readonly chain: readonly string[] }> {
    const { buildChain } = await import("@perennial/pki");
    const chain = await buildChain({
      certificate: bytes(request.der),
      intermediates: request.intermediates.map(bytes),
      roots: request.roots,
      at: new Date(await this.clock.now()),
    });
    return { chain: chain.map((der) => Buffer.from(der).toString("base64")) };
  }

  async checkProfile(der: string, rules: ProfileRules): Promise<readonly ProfileFinding[]> {
    const { checkProfile } = await import("@perennial/pki");
    return await checkProfile(bytes(der), rules, {
      at: new Date(await this.clock.now()),
      matches: matchesInOneCall(),
    });
  }

  async prove(request: { der: string; keyId: string }): Promise<{ readonly algorithm: string }> {
    const { proveKey } = await import("@perennial/pki");
    return await proveKey(bytes(request.der), await this.signers.signer(request.keyId));
  }
}

/** Requests by `@perennial/pki`. */
@injectable()
export class PkiRequests implements RequestPort {
  constructor(@inject(SignerPort) private readonly signers: SignerPort) {}

  async create(request: Parameters<Requests["create"]>[0]): Promise<CertificateRequest> {
    const { createRequest } = await import("@perennial/pki");
    const { keyId, ...content } = request;
    return await createRequest(content, await this.signers.signer(keyId));
  }

  async read(content: string): Promise<ReadRequest> {
    const { readRequest } = await import("@perennial/pki");
    const { der: _der, spki: _spki, ...read } = await readRequest(Buffer.from(content, "base64"));
    return read;
  }

  async checkProfile(pem: string, rules: RequestRules): Promise<readonly ProfileFinding[]> {
    const { checkRequestProfile } = await import("@perennial/pki");
    return await checkRequestProfile(Buffer.from(pem), rules);
  }
}

/** Signed messages by `@perennial/pki`. */
@injectable()
export class PkiSignatures implements SignaturePort {
  constructor(@inject(BusinessClockPort) private readonly clock: BusinessClockPort) {}

  async verifyCms(request: {
    content: string;
    roots: readonly string[];
  }): Promise<{ readonly content: string; readonly signer: CertificateInfo }> {
    const { verifyCms } = await import("@perennial/pki");
    const { content, signer } = await verifyCms({
      content: Buffer.from(request.content, "base64"),
      roots: request.roots,
      at: new Date(await this.clock.now()),
    });
    return { content: Buffer.from(content).toString("base64"), signer };
  }
}

/** A certificate as plugins hand it over: DER in base64, nothing else. */
function bytes(der: string): Uint8Array {
  const content = Buffer.from(der, "base64");
  if (content.length > 0) return content;
  throw new PerennialError("certificates.empty", {});
}
