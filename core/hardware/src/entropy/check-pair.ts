import { createPublicKey, sign, verify } from "node:crypto";
import type { KeyObject } from "node:crypto";

const message = Buffer.from("Perennial pairwise consistency test", "latin1");

/** The test of a new key pair that FIPS 140-3 asks for: what it signs, its public half verifies. */
export function checkPair(privateKey: KeyObject): void {
  if (
    !verify("sha384", message, createPublicKey(privateKey), sign("sha384", message, privateKey))
  ) {
    throw new Error("The new key pair does not verify its own signature.");
  }
}
