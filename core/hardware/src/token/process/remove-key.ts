import { CKA, CKO } from "./constants.js";
import type { Cryptoki, Handle } from "./cryptoki.js";
import { findObjects } from "./find-objects.js";
import { calling } from "./return-value.js";

/**
 * Removes the certificates and both halves with a CKA_ID; the private half last, so that what a
 * refusal leaves can still be used and removed.
 * @returns how many objects were removed.
 */
export function removeKey(lib: Cryptoki, session: Handle, id: string): number {
  let removed = 0;
  for (const objectClass of [CKO.CERTIFICATE, CKO.PUBLIC_KEY, CKO.PRIVATE_KEY]) {
    const template = [
      { type: CKA.CLASS, value: objectClass },
      { type: CKA.ID, value: Buffer.from(id, "hex") },
    ];
    for (const object of calling("C_FindObjects", () => findObjects(lib, session, template))) {
      calling("C_DestroyObject", () => lib.C_DestroyObject(session, object));
      removed += 1;
    }
  }
  return removed;
}
