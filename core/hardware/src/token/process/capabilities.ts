import type { KeyAlgorithm } from "@perennial/api";
import type { MechanismView, TokenCapabilities } from "../link/token-views.js";
import { CKM } from "./constants.js";
import type { Cryptoki, Handle } from "./cryptoki.js";
import { calling, returnValue } from "./return-value.js";

const rsaBits = { "rsa-2048": 2048, "rsa-3072": 3072, "rsa-4096": 4096 } as const;
const ecBits = { "ec-p256": 256, "ec-p384": 384, "ec-p521": 521 } as const;

/** What the token's mechanism list promises. It may promise too much: generation has the last word. */
export function readCapabilities(lib: Cryptoki, slot: Handle): TokenCapabilities {
  const types = calling("C_GetMechanismList", () => lib.C_GetMechanismList(slot));
  const mechanisms = types.map((type): MechanismView => {
    try {
      return { type, ...lib.C_GetMechanismInfo(slot, type) };
    } catch (error) {
      // A module that lists what it cannot describe: nothing is known of it but that it is listed.
      if (returnValue(error) === undefined) throw error;
      return { type, minKeySize: 0, maxKeySize: 0, flags: 0 };
    }
  });
  const find = (type: number) => mechanisms.find((mechanism) => mechanism.type === type);
  const rsa = find(CKM.RSA_PKCS_KEY_PAIR_GEN);
  const rsaSigns = [CKM.RSA_PKCS, CKM.SHA256_RSA_PKCS].some((type) => find(type) !== undefined);
  const ec = find(CKM.EC_KEY_PAIR_GEN);
  const algorithms: KeyAlgorithm[] = [];
  for (const [algorithm, bits] of Object.entries(rsaBits)) {
    if (rsa !== undefined && rsaSigns && fits(rsa, bits))
      algorithms.push(algorithm as KeyAlgorithm);
  }
  for (const [algorithm, bits] of Object.entries(ecBits)) {
    if (ec !== undefined && find(CKM.ECDSA) !== undefined && fits(ec, bits)) {
      algorithms.push(algorithm as KeyAlgorithm);
    }
  }
  return { mechanisms, algorithms };
}

/** Sizes are bits, but some modules give bytes; what they leave out is not held against them. */
function fits({ minKeySize, maxKeySize }: MechanismView, bits: number): boolean {
  if (maxKeySize === 0) return true;
  const unit = bits >= 1024 && maxKeySize <= 1024 ? 8 : 1;
  const bytes = bits < 1024 && maxKeySize <= 66 ? 8 : 1;
  const factor = unit * bytes;
  return minKeySize * factor <= bits && bits <= maxKeySize * factor;
}
