import { PerennialError } from "@perennial/api";

/** Primary result code SQLITE_BUSY; extended ones have it in their low byte. */
const busy = 5;

/**
 * Holds the lock of one key's generation, over all processes. It is SQLite's lock on an empty
 * database, which is the operating system's on a file: the process that makes the key holds it, and
 * it ends with that, however it ends. Whoever began it may have gone long before.
 * @param path of the lock's file.
 * @throws PerennialError `token.generating` at once where another process makes the key.
 */
export async function whileGenerating<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockOf(path);
  try {
    return await work();
  } finally {
    lock.close();
  }
}

async function lockOf(path: string): Promise<{ close(): void }> {
  const { DatabaseSync } = await import("node:sqlite");
  let database: InstanceType<typeof DatabaseSync> | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
    return database;
  } catch (error) {
    database?.close();
    const number = (error as { readonly errcode?: unknown } | null)?.errcode;
    if (typeof number !== "number") throw error;
    if ((number & 0xff) === busy) throw generating(error);
    throw new PerennialError(
      "keys.folder-unusable",
      { path, system: `SQLite ${number}` },
      { cause: error, effect: "none" },
    );
  }
}

function generating(cause: unknown): PerennialError {
  // The engine tries it again by itself; the key is there when the token has made it.
  return new PerennialError(
    "token.generating",
    {},
    { cause, effect: "none", retry: { after: 30 } },
  );
}
