import type { Json } from "@perennial/api";
import type { CollectedEntropy } from "../questions/ask-entropy.js";

/**
 * The answer to an entropy question: the digest in base64, or the system's source alone. The engine
 * hands the bytes to key generation and journals only that they were given.
 */
export function entropyAnswer({ bytes, bits }: CollectedEntropy): Json {
  return bits === 0 ? { system: true } : { bytes: Buffer.from(bytes).toString("base64") };
}
