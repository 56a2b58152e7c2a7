import { PerennialError } from "@perennial/api";
import { inflateSync } from "node:zlib";

/**
 * Inflates a zlib stream (RFC 1950) and no further than `most` bytes: a small file may unpack into
 * more memory than there is.
 * @throws PerennialError `digisign.file-unpacks-too-large`; a RangeError or Error of zlib's for what
 *   is no such stream never leaves: `undefined` is answered.
 */
export function inflateUpTo(bytes: Uint8Array, most: number): Uint8Array | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: most });
  } catch (error) {
    const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
    if (code === "ERR_BUFFER_TOO_LARGE") {
      throw new PerennialError(
        "digisign.file-unpacks-too-large",
        { limit: most },
        { cause: error },
      );
    }
    if (typeof code === "string" && code.startsWith("Z_")) return undefined;
    throw error;
  }
}
