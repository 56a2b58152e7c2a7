import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoreUnderTest } from "../../contract/index.js";
import type { RenewalStore } from "../../port/index.js";
import { openSqliteStore } from "../open-sqlite-store.js";

/** A new folder of its own, and how to remove it. */
export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "perennial-store-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** An empty journal in a file of its own. */
export async function openTemporaryStore(): Promise<StoreUnderTest & { readonly path: string }> {
  const { folder, remove } = temporaryFolder();
  const path = join(folder, "journal.db");
  let current: RenewalStore = await openSqliteStore({ path });
  return {
    path,
    store: current,
    reopen: async () => {
      await current.close();
      current = await openSqliteStore({ path });
      return current;
    },
    dispose: async () => {
      await current.close();
      remove();
    },
  };
}
