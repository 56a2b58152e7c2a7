import { PerennialError } from "@perennial/api";
import { extensionOf, fileType, identityExtensions, type IdentityType } from "./file-type.js";
import { decodeBmp } from "./images/bmp.js";
import { decodeJpeg } from "./images/jpeg.js";
import { decodePng } from "./images/png.js";
import { decodeTiff } from "./images/tiff.js";
import { readPdf } from "./pdf-text.js";

/** 2 MB, as it is uploaded. Manual III.3 d. */
export const maxIdentityBytes = 2 * 1024 * 1024;

/** What the copy of the identity document was found to be. */
export type IdentityCopy = { readonly type: IdentityType };

/**
 * Checks the copy of the holder's identity document: the name's extension, the size, and that the
 * content is what the extension says and can be decoded. Manual I.4 and III.3 d.
 * @param most bytes that are allowed, exactly so many included.
 * @throws PerennialError `digisign.identity-type` (an extension that is not taken),
 *   `digisign.identity-empty`, `digisign.identity-too-large`, `digisign.identity-renamed`,
 *   `digisign.identity-damaged`, `digisign.identity-no-pixels`,
 *   `digisign.identity-too-many-pixels`, and what {@link readPdf} throws.
 */
export async function checkIdentityCopy(
  name: string,
  bytes: Uint8Array,
  most = maxIdentityBytes,
): Promise<IdentityCopy> {
  const extension = extensionOf(name);
  const expected = identityExtensions.get(extension);
  if (expected === undefined)
    throw new PerennialError("digisign.identity-type", { name, extension });
  if (bytes.length === 0) throw new PerennialError("digisign.identity-empty", { name });
  if (bytes.length > most) {
    const params = { name, size: bytes.length, limit: most };
    throw new PerennialError("digisign.identity-too-large", params);
  }
  const found = fileType(bytes);
  if (found !== expected) {
    throw new PerennialError("digisign.identity-renamed", { name, extension, found });
  }
  try {
    await decode(expected, bytes);
  } catch (error) {
    if (!PerennialError.is(error)) throw error;
    const params = { name, ...error.params };
    throw new PerennialError(error.code, params, { cause: error });
  }
  return { type: expected };
}

async function decode(type: IdentityType, bytes: Uint8Array): Promise<unknown> {
  switch (type) {
    case "pdf":
      return readPdf(bytes);
    case "jpeg":
      return decodeJpeg(bytes);
    case "png":
      return decodePng(bytes);
    case "bmp":
      return decodeBmp(bytes);
    case "tiff":
      return decodeTiff(bytes);
  }
}
