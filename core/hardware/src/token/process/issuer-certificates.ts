import { PerennialError } from "@perennial/api";
import type { CertificateParams, IssuersKept } from "../link/messages.js";
import type { TokenView } from "../link/token-views.js";
import { createCertificate } from "./certificates.js";
import { CKA, CK_CERTIFICATE_CATEGORY_AUTHORITY, CKR } from "./constants.js";
import type { Cryptoki, Handle } from "./cryptoki.js";
import { readObjects } from "./read-objects.js";
import { calling, refusedWith, returnValue } from "./return-value.js";

/** Bytes that stay free for the next pair and its certificate, where the token tells its memory. */
const kept = 3_000;

/**
 * Writes the certificates of issuing authorities as such. What is there already stays as it is, and
 * nothing is overwritten; CKA_TRUSTED is nobody's to set but the token's officer's. A card without
 * room or a module that refuses leaves one out.
 * @throws PerennialError if the token goes meanwhile.
 */
export function importIssuers(
  lib: Cryptoki,
  session: Handle,
  token: () => TokenView,
  certificates: readonly CertificateParams[],
): IssuersKept {
  const held = () => new Set(readObjects(lib, session).certificates.map(({ der }) => der));
  const before = calling("C_FindObjects", held);
  const missing = certificates.filter(({ der }) => !before.has(der));
  let tried = false;
  for (const certificate of missing) {
    const needed = Buffer.byteLength(certificate.der, "base64") + kept;
    if ((token().freePublicMemory ?? Infinity) < needed) continue;
    tried = true;
    write(lib, session, certificate);
  }
  // What counts is what is there: a card may write an object and answer with an error.
  const after = tried ? calling("C_FindObjects", held) : before;
  const onToken = certificates.filter(({ der }) => after.has(der)).length;
  return { onToken, leftOut: certificates.length - onToken };
}

/** @throws PerennialError if the token is gone; a module that refuses is left in peace. */
function write(lib: Cryptoki, session: Handle, certificate: CertificateParams): void {
  try {
    createCertificate(lib, session, certificate, [
      { type: CKA.CERTIFICATE_CATEGORY, value: CK_CERTIFICATE_CATEGORY_AUTHORITY },
    ]);
  } catch (error) {
    if (!PerennialError.is(error) || returnValue(error) === undefined) throw error;
    if (refusedWith(error, CKR.DEVICE_REMOVED, CKR.TOKEN_NOT_PRESENT)) throw error;
    // Modules say "general error" of a full card: while the session stands, the token is there.
    calling("C_GetSessionInfo", () => lib.C_GetSessionInfo(session));
  }
}
