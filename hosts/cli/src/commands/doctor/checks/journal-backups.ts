import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { PerennialError } from "@perennial/api";
import { fine, type Check, type Examined } from "../check.js";

/** Where there is a journal to go back to, when the one in use is damaged or gone. */
export const journalBackups: Check = {
  id: "journal-backups",
  async run(examined) {
    if (await isSound(examined)) return fine;
    const folder = dirname(examined.home.journal);
    const journal = basename(examined.home.journal);
    const names = (await namesIn(folder)).filter(
      (name) => name.startsWith(`${journal}.`) && name.endsWith(".backup"),
    );
    if (names.length === 0) return [{ severity: "warning", what: "none", args: { folder } }];
    return Promise.all(
      names.toSorted().map(async (name) => {
        const path = join(folder, name);
        const at = (await stat(path)).mtime.toISOString();
        return { severity: "warning", what: "found", args: { path, at } } as const;
      }),
    );
  },
};

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const system = (error as { code?: unknown }).code;
    if (typeof system !== "string") throw error;
    throw new PerennialError("cli.home-unusable", { folder, system }, { cause: error });
  }
}

async function isSound({ store }: Examined): Promise<boolean> {
  try {
    const open = await store.get();
    return (await open.check()).length === 0 && (await open.verifyAudit()).ok;
  } catch (error) {
    // What is wrong with it, the check of the journal says.
    if (PerennialError.is(error) && error.code.startsWith("store.")) return false;
    throw error;
  }
}
