import { randomBytes } from "node:crypto";
import { link, open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PerennialError } from "@perennial/api";

/** How an output is written. */
export interface WriteOptions {
  /** Permissions, as of what was signed. */
  readonly mode: number;
  /** Whether a file that is there may be replaced; whoever calls has looked at it. */
  readonly replace: boolean;
  /** Looks at the file that is replaced once more, when the new one is whole; throws to keep it. */
  readonly judge?: () => Promise<unknown>;
  /** Gives a file another name that is free; for tests of file systems that cannot. */
  readonly link?: typeof link;
}

/** File systems without hard links answer one of these. */
const noLinks: ReadonlySet<string> = new Set([
  "EPERM",
  "ENOTSUP",
  "EOPNOTSUPP",
  "ENOSYS",
  "EMLINK",
]);

/**
 * Writes a file that is whole, on the disk, and was not there before, or is not there at all.
 * @param path absolute.
 * @throws PerennialError `signing.output-exists`, `signing.disk-full`, `cli.file-unwritable`, and
 *   what reading the content throws.
 */
export async function writeOutput(
  path: string,
  content: AsyncIterable<Uint8Array>,
  { mode, replace, judge, link: linked = link }: WriteOptions,
): Promise<void> {
  const folder = dirname(path);
  const unfinished = join(folder, `.perennial-${randomBytes(8).toString("hex")}.part`);
  try {
    await using file = await onDisk(path, () => open(unfinished, "wx", 0o600));
    for await (const piece of content) await onDisk(path, () => file.writeFile(piece));
    await onDisk(path, async () => {
      await file.chmod(mode & 0o666);
      await file.sync();
    });
    if (replace) await judge?.();
    await onDisk(path, () =>
      replace ? rename(unfinished, path) : place(unfinished, path, linked),
    );
    await onDisk(path, () => syncFolder(folder));
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Gives a file its name if that is free: unlike a rename, a link never takes another's place. */
async function place(unfinished: string, path: string, linked: typeof link): Promise<void> {
  try {
    await linked(unfinished, path);
  } catch (error) {
    if (!noLinks.has(String((error as NodeJS.ErrnoException).code))) throw error;
    // The name is taken first; what is renamed over is our own and empty.
    await (await open(path, "wx")).close();
    await rename(unfinished, path).catch(async (cause: unknown) => {
      await rm(path, { force: true });
      throw cause;
    });
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  await using handle: FileHandle = await open(folder, "r");
  await handle.sync();
}

async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const system = (error as NodeJS.ErrnoException).code;
    if (typeof system !== "string") throw error;
    throw unwritable(path, system, error);
  }
}

/** What the system says about a place that cannot be written, as an error of ours. */
export function unwritable(path: string, system: string, cause: unknown): PerennialError {
  switch (system) {
    case "EEXIST":
      return new PerennialError("signing.output-exists", { path }, { cause });
    case "ENOSPC":
    case "EDQUOT":
      return new PerennialError("signing.disk-full", { path }, { cause });
    default:
      return new PerennialError("cli.file-unwritable", { path, system }, { cause });
  }
}
