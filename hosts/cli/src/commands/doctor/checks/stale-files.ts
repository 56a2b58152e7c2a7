import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fine, type Check } from "../check.js";

/** Milliseconds after which nobody is writing any more. */
const old = 24 * 3_600_000;
const leftOver = /(^\.partial-|\.tmp$|\.partial$)/;

/** Files that an interrupted write left behind. They do no harm and take space. */
export const staleFiles: Check = {
  id: "stale-files",
  async run({ home: { folder }, clock }) {
    const found: string[] = [];
    for (const name of await names(folder)) {
      if (!leftOver.test(name.split(/[/\\]/).at(-1) ?? "")) continue;
      const path = join(folder, name);
      const status = await stat(path).catch((error: unknown) => {
        if ((error as { code?: unknown }).code === "ENOENT") return undefined;
        throw error;
      });
      if (status !== undefined && clock.now() - status.mtimeMs > old) found.push(path);
    }
    const [first] = found;
    if (first === undefined) return fine;
    return [{ severity: "warning", what: "found", args: { count: found.length, first } }];
  },
};

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder, { recursive: true });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw error;
  }
}
