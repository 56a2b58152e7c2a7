import { PerennialError, type KeyAlgorithm } from "@perennial/api";
import type { TokenView } from "./token-views.js";

/** Bytes that a pair and its certificate take at the least, by algorithm. */
const room: Readonly<Record<KeyAlgorithm, number>> = {
  "rsa-2048": 1_600,
  "rsa-3072": 2_200,
  "rsa-4096": 2_800,
  "ec-p256": 300,
  "ec-p384": 400,
  "ec-p521": 500,
};

/**
 * Whether a pair and its certificate can be written, as far as the token tells.
 * @throws PerennialError `token.write-protected`, `token.full`; nothing was touched.
 */
export function checkRoom(token: TokenView, algorithm: KeyAlgorithm): void {
  const { flags, freePrivateMemory, freePublicMemory } = token;
  if (flags.writeProtected) {
    throw new PerennialError("token.write-protected", {}, { effect: "none" });
  }
  const needed = room[algorithm];
  const free = Math.min(freePrivateMemory ?? Infinity, freePublicMemory ?? Infinity);
  if (free < needed) {
    throw new PerennialError("token.full", { free, needed }, { effect: "none" });
  }
}
