import type { Signatures } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import { SignaturePort } from "./ports.js";

/** Verifying signed messages needs no permission: it takes bytes and answers bytes. */
@injectable()
export class SignaturesBroker implements Pick<Signatures, "verifyCms"> {
  constructor(@inject(SignaturePort) private readonly signatures: SignaturePort) {}

  verifyCms(request: Parameters<Signatures["verifyCms"]>[0]): ReturnType<Signatures["verifyCms"]> {
    return this.signatures.verifyCms(request);
  }
}
