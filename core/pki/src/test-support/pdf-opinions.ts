import assert from "node:assert/strict";
import { pdfsig } from "./pdfsig.js";
import { pdfVerdicts } from "./pdf-verdicts.js";
import type { SigningAuthority } from "./signers.js";

/** What poppler and we say about a signed PDF, with this authority as the only root. */
export function pdfOpinions(authority: () => SigningAuthority) {
  const { verify } = pdfVerdicts(authority);

  /** Both opinions, on a file with this many signatures, the last of which covers all of it. */
  async function accepted(signed: Uint8Array, original: Uint8Array, count = 1): Promise<void> {
    assert.deepEqual(
      Buffer.from(signed.subarray(0, original.length)),
      Buffer.from(original),
      "The original is untouched.",
    );
    const poppler = await pdfsig(signed);
    assert.deepEqual(
      poppler.map(({ valid, whole }) => [valid, whole]),
      Array.from({ length: count }, (_, index) => [true, index === count - 1]),
      poppler.map(({ text }) => text).join("\n"),
    );
    const { signatures, removed } = await verify(signed);
    assert.deepEqual(
      signatures.map(({ valid, coversWholeFile }) => [valid, coversWholeFile]),
      Array.from({ length: count }, (_, index) => [true, index === count - 1]),
      JSON.stringify(signatures.map(({ findings }) => findings)),
    );
    assert.deepEqual(removed, []);
  }

  return { accepted, verify };
}
