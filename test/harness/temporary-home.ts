import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A throw-away folder. */
export interface TemporaryHome extends AsyncDisposable {
  readonly path: string;
  /** A path inside. */
  file(...parts: string[]): string;
  remove(): Promise<void>;
}

/** Makes an empty folder that only this user can read; `remove` it, or declare it `await using`. */
export async function temporaryHome(name = "home"): Promise<TemporaryHome> {
  const path = await mkdtemp(join(tmpdir(), `perennial-${name}-`));
  // Windows keeps a file busy for a moment after its process has ended.
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 10 });
  return {
    path,
    file: (...parts) => join(path, ...parts),
    remove,
    [Symbol.asyncDispose]: remove,
  };
}
