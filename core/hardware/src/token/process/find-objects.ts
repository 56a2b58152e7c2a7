import type { Attribute, Cryptoki, Handle } from "./cryptoki.js";
import { regardless, wrongAnswer } from "./return-value.js";

/** Handles asked for at a time. */
const atOnce = 256;
/** More objects than any token holds. */
const most = 100_000;

/**
 * The objects that a template matches, each once.
 * @throws PerennialError `token.wrong-answer` when the module gives more handles than it was asked
 *   for, or does not come to an end.
 */
export function findObjects(
  lib: Cryptoki,
  session: Handle,
  template: Attribute[],
): readonly Handle[] {
  lib.C_FindObjectsInit(session, template);
  const found = new Map<string, Handle>();
  try {
    for (;;) {
      const handles = lib.C_FindObjects(session, atOnce);
      if (handles.length === 0) return [...found.values()];
      if (handles.length > atOnce) throw wrongAnswer("C_FindObjects", "more than asked for");
      const before = found.size;
      for (const handle of handles) found.set(handle.toString("latin1"), handle);
      if (found.size === before || found.size > most) {
        throw wrongAnswer("C_FindObjects", "no end");
      }
    }
  } finally {
    regardless(() => lib.C_FindObjectsFinal(session));
  }
}
