import { PerennialError } from "@perennial/api";
import { createInflate, inflateSync } from "node:zlib";

/**
 * Inflates a zlib stream (RFC 1950) and no further than `most` bytes: a small file may unpack into
 * more memory than there is. `undefined` for what is no such stream.
 * @throws PerennialError `digisign.file-unpacks-too-large`.
 */
export function inflateUpTo(bytes: Uint8Array, most: number): Uint8Array | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: most });
  } catch (error) {
    if (codeOf(error) === "ERR_BUFFER_TOO_LARGE") throw tooLarge(most, error);
    if (isZlibs(error)) return undefined;
    throw error;
  }
}

/**
 * How long a zlib stream is once it is inflated; nothing of it is kept. `undefined` for what is no
 * such stream, or ends early.
 * @throws PerennialError `digisign.file-unpacks-too-large`.
 */
export async function inflatedLength(bytes: Uint8Array, most: number): Promise<number | undefined> {
  const inflate = createInflate();
  inflate.end(bytes);
  let length = 0;
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > most) throw tooLarge(most);
    }
    return length;
  } catch (error) {
    if (isZlibs(error)) return undefined;
    throw error;
  }
}

function tooLarge(limit: number, cause?: unknown): PerennialError {
  const options = cause === undefined ? {} : { cause };
  return new PerennialError("digisign.file-unpacks-too-large", { limit }, options);
}

function isZlibs(error: unknown): boolean {
  const code = codeOf(error);
  return typeof code === "string" && code.startsWith("Z_");
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? (error as { code?: unknown }).code : undefined;
}
