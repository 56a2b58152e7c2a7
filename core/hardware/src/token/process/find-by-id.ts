import { readAttribute } from "./attributes.js";
import { CKA } from "./constants.js";
import type { Cryptoki, Handle } from "./cryptoki.js";
import { findObjects } from "./find-objects.js";
import { calling, wrongAnswer } from "./return-value.js";

/**
 * The objects of a class with a CKA_ID. A search that is answered with others is not believed: what
 * is signed with or removed has that CKA_ID.
 * @throws PerennialError `token.wrong-answer` when an object does not tell its CKA_ID, or
 *   there are only others.
 */
export function findById(
  lib: Cryptoki,
  session: Handle,
  objectClass: number,
  id: Buffer,
): readonly Handle[] {
  const found = calling("C_FindObjects", () =>
    findObjects(lib, session, [
      { type: CKA.CLASS, value: objectClass },
      { type: CKA.ID, value: id },
    ]),
  );
  const those = found.filter((object) => {
    const actual = calling("C_GetAttributeValue", () =>
      readAttribute(lib, session, object, CKA.ID),
    );
    if (actual === undefined) throw wrongAnswer("C_GetAttributeValue", "no CKA_ID");
    return actual.equals(id);
  });
  // Others and not this one: whoever took that for none would make another key.
  if (found.length > 0 && those.length === 0) throw wrongAnswer("C_FindObjects", "another CKA_ID");
  return those;
}
