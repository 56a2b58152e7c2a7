import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { PerennialError } from "@perennial/api";

/** Bytes. */
const largest = 4096;

/** PINs as a file has them, UTF-8. Whoever takes them overwrites them. */
export interface FilePins {
  /** First line. */
  readonly login: Uint8Array;
  /** Second line, if there is one: for keys that ask for a PIN of their own with each signature. */
  readonly signature: Uint8Array | undefined;
}

/**
 * Reads PINs from a file that only its owner may read, or from a pipe that was handed over. They never become text: that could not be
 * overwritten.
 * @param systemd whether systemd keeps the file, and so vouches for who may read it.
 * @throws PerennialError `pin-file.missing`, `pin-file.unreadable`, `pin-file.refused` (readable by
 *   others, owned by someone else, or no regular file), `pin-file.unusable`,
 *   `files.handed-over-too-large`, `files.handed-over-too-slow`
 */
export async function readPinFile(
  path: string,
  systemd = false,
  platform: NodeJS.Platform = process.platform,
): Promise<FilePins> {
  const { copyOfSecret } = await import("@perennial/hardware");
  const content = await read(path, systemd || platform === "win32");
  try {
    const [login, signature, ...more] = lines(content);
    if (login === undefined || login.length === 0 || more.length > 0) {
      throw new PerennialError("pin-file.unusable", { path }, { effect: "none" });
    }
    const none = signature === undefined || signature.length === 0;
    return {
      login: copyOfSecret(login),
      signature: none ? undefined : copyOfSecret(signature),
    };
  } finally {
    content.fill(0);
  }
}

async function read(path: string, vouched: boolean): Promise<Buffer> {
  if (!vouched && (path.startsWith("/dev/") || path.startsWith("/proc/"))) {
    const { readHandedOver } = await import("@perennial/hardware");
    const handedOver = await readHandedOver(path, { largest });
    if (handedOver !== undefined) return handedOver;
  }
  try {
    if (!vouched && !(await lstat(path)).isFile()) throw refused(path, "noRegularFile");
    const noFollow = vouched ? 0 : constants.O_NOFOLLOW;
    await using file = await open(
      path,
      constants.O_RDONLY | noFollow | (constants.O_NONBLOCK ?? 0),
    );
    // One file: what is read is what was looked at.
    const found = await file.stat();
    const { mode, uid, size } = found;
    if (!found.isFile() || size > largest) throw refused(path, "noRegularFile");
    if (!vouched && (mode & 0o077) !== 0) throw refused(path, "permissions");
    if (!vouched && uid !== process.getuid?.()) throw refused(path, "owner");
    const { readAtMost } = await import("@perennial/hardware");
    return await readAtMost(file, largest);
  } catch (error) {
    if (PerennialError.is(error)) throw error;
    const system = (error as { code?: unknown }).code;
    if (typeof system !== "string") throw error;
    const none = { effect: "none", cause: error } as const;
    if (system === "ENOENT") throw new PerennialError("pin-file.missing", { path }, none);
    throw new PerennialError("pin-file.unreadable", { path, system }, none);
  }
}

/** Views of the lines, without their ends; an empty line at the end is none. */
function lines(content: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  let from = 0;
  while (from < content.length) {
    const end = content.indexOf(0x0a, from);
    const to = end === -1 ? content.length : end;
    found.push(content.subarray(from, content[to - 1] === 0x0d ? Math.max(from, to - 1) : to));
    from = to + 1;
  }
  return found;
}

function refused(path: string, reason: string): PerennialError {
  return new PerennialError("pin-file.refused", { path, reason }, { effect: "none" });
}
