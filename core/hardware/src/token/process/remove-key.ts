import { CKO } from "./constants.js";
import type { Cryptoki, Handle } from "./cryptoki.js";
import { findById } from "./find-by-id.js";
import { calling } from "./return-value.js";

/**
 * Removes the certificates and both halves with a CKA_ID; the private half last, so that what a
 * refusal leaves can still be used and removed.
 * @returns how many objects were removed.
 */
export function removeKey(lib: Cryptoki, session: Handle, id: string): number {
  let removed = 0;
  for (const objectClass of [CKO.CERTIFICATE, CKO.PUBLIC_KEY, CKO.PRIVATE_KEY]) {
    for (const object of findById(lib, session, objectClass, Buffer.from(id, "hex"))) {
      calling("C_DestroyObject", () => lib.C_DestroyObject(session, object));
      removed += 1;
    }
  }
  return removed;
}
