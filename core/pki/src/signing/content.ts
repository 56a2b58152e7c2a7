import { createHash } from "node:crypto";
import { PerennialError } from "@perennial/api";

/** What is signed: bytes, or pieces of them as they are read from a file. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/** Digests of a content and how long it is. */
export interface Digested<H extends string> {
  readonly digests: ReadonlyMap<H, Uint8Array>;
  /** Bytes. */
  readonly length: number;
}

/** Pieces of a content, whichever form it has. */
export async function* pieces(content: Content): AsyncGenerator<Uint8Array> {
  if (content instanceof Uint8Array) yield content;
  else yield* content;
}

/**
 * Reads a content once and hashes it with each of the functions.
 * @param max bytes.
 * @throws PerennialError `signatures.too-large` (`size`, `max`) as soon as there are more.
 */
export async function digestContent<H extends string>(
  content: Content,
  hashes: Iterable<H>,
  max: number = Number.POSITIVE_INFINITY,
): Promise<Digested<H>> {
  const running = [...new Set(hashes)].map((name) => ({ name, hash: createHash(name) }));
  let length = 0;
  for await (const piece of pieces(content)) {
    length += piece.length;
    if (length > max) throw new PerennialError("signatures.too-large", { size: length, max });
    for (const { hash } of running) hash.update(piece);
  }
  return {
    digests: new Map(running.map(({ name, hash }) => [name, new Uint8Array(hash.digest())])),
    length,
  };
}
