import { invalidRequest } from "./csc-error.js";
import { digestLength, type Credential } from "./credential.js";
import { signAlgorithms } from "./credential-json.js";
import type { CscInput } from "./csc-input.js";
import type { Consent } from "./oauth-grants.js";
import type { TrustService } from "./trust-service.js";

/** Where the versions differ: the names of two parameters. */
export interface SignHashNames {
  readonly hashes: "hash" | "hashes";
  readonly hashAlgorithm: "hashAlgo" | "hashAlgorithmOID";
}

/** `signatures/signHash` (v1.0.4.0, 11.9; v2.0.0.2, 11.10). @returns Base64. */
export function signHash(
  trust: TrustService,
  consent: Consent,
  credential: Credential,
  { input, names }: { readonly input: CscInput; readonly names: SignHashNames },
): string[] {
  const signAlgo = input.text("signAlgo");
  if (!Object.hasOwn(signAlgorithms, signAlgo)) throw invalidRequest("Invalid parameter signAlgo");
  const algorithm = signAlgorithms[signAlgo] ?? input.text(names.hashAlgorithm);
  const length = digestLength(algorithm);
  if (length === undefined) throw invalidRequest(`Invalid parameter ${names.hashAlgorithm}`);
  const given = input.texts(names.hashes);
  if (given.length === 0) throw invalidRequest("Empty hash array");
  const hashes = given.map((text) => readHash(text, length));
  if (trust.clock.now() > credential.certificate.notAfter)
    throw invalidRequest("Signing certificate is expired");
  // A token of the scope `credential` stands for the SAD.
  if (consent.scope === "service") spend(trust, credential, input.text("SAD"), hashes.length);
  trust.counters.add("trust.signatures");
  return hashes.map((hash) => credential.sign(hash, algorithm).toString("base64"));
}

function spend(trust: TrustService, credential: Credential, sad: string, signatures: number): void {
  const activation = trust.activations.find(sad);
  if (activation === "expired") throw invalidRequest("SAD expired");
  if (activation === "unknown" || activation.credential !== credential.id)
    throw invalidRequest("Invalid parameter SAD");
  if (!trust.activations.spend(sad, signatures)) throw invalidRequest("Invalid parameter SAD");
}

function readHash(text: string, length: number): Buffer {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text))
    throw invalidRequest("Invalid Base64 hash string parameter");
  const hash = Buffer.from(text, "base64");
  if (hash.length !== length) throw invalidRequest("Invalid digest value length");
  return hash;
}
