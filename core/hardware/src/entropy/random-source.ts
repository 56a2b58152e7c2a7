import { randomBytes } from "node:crypto";
import { PerennialError } from "@perennial/api";

/** The system's random bytes. Tests replace it. */
export type RandomSource = (bytes: number) => Uint8Array;

/** OpenSSL's generator, seeded by the operating system. */
export const systemRandom: RandomSource = (bytes) => randomBytes(bytes);

/**
 * Random bytes that are at least not plainly broken: as many as were asked for and not all the same
 * (a working source fails this once in 2^500).
 * @throws PerennialError `keys.no-randomness`.
 */
export function checkedRandom(source: RandomSource, bytes: number): Uint8Array {
  let random: Uint8Array;
  try {
    random = source(bytes);
  } catch (cause) {
    throw new PerennialError("keys.no-randomness", {}, { cause, effect: "none" });
  }
  if (random.length !== bytes || random.every((octet) => octet === random[0])) {
    throw new PerennialError("keys.no-randomness", {}, { effect: "none" });
  }
  return random;
}
