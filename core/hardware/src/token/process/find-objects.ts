import type { Attribute, Cryptoki, Handle } from "./cryptoki.js";
import { regardless } from "./return-value.js";

/** Handles asked for at a time. */
const atOnce = 256;
/** More objects than any token holds: a module that never says that it is done. */
const most = 100_000;

/** The objects that a template matches. */
export function findObjects(
  lib: Cryptoki,
  session: Handle,
  template: Attribute[],
): readonly Handle[] {
  lib.C_FindObjectsInit(session, template);
  const found: Handle[] = [];
  try {
    while (found.length < most) {
      const handles = lib.C_FindObjects(session, atOnce);
      if (handles.length === 0) break;
      found.push(...handles);
    }
    return found;
  } finally {
    regardless(() => lib.C_FindObjectsFinal(session));
  }
}
