import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { PerennialError } from "@perennial/api";

/** Bytes of a secret. */
const largest = 64 * 1024;

/**
 * Reads a secret from a file that only its owner may read, or from a pipe that was handed over. One line end at its end is left off.
 * @throws PerennialError `secret-file.unreadable`, `secret-file.open-to-others`, `secret-file.empty`,
 *   `files.handed-over-too-large`, `files.handed-over-too-slow`
 */
export async function readSecretFile(
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string> {
  const handedOver = await readPipe(path);
  if (handedOver !== undefined) return secretIn(handedOver, path);
  let text: string;
  let mode: number;
  try {
    // One file: what is read is what was looked at.
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    // A pipe would be waited for, a device read without end.
    if (!found.isFile()) throw Object.assign(new Error("no regular file"), { code: "ENOTSUP" });
    mode = found.mode;
    const { readAtMost } = await import("@perennial/hardware");
    text = (await readAtMost(file, largest)).toString("utf8");
  } catch (error) {
    const system = (error as { code?: unknown }).code;
    throw new PerennialError(
      "secret-file.unreadable",
      { path, system: typeof system === "string" ? system : "" },
      { cause: error },
    );
  }
  // Windows has no such bits; access there is the folder's.
  if (platform !== "win32" && (mode & 0o077) !== 0) {
    throw new PerennialError("secret-file.open-to-others", {
      path,
      mode: (mode & 0o777).toString(8).padStart(4, "0"),
    });
  }
  return secretIn(text, path);
}

async function readPipe(path: string): Promise<string | undefined> {
  if (!path.startsWith("/dev/") && !path.startsWith("/proc/")) return undefined;
  const { readHandedOver } = await import("@perennial/hardware");
  return (await readHandedOver(path, { largest }))?.toString("utf8");
}

function secretIn(text: string, path: string): string {
  const secret = text.replace(/\r?\n$/, "");
  if (secret === "") throw new PerennialError("secret-file.empty", { path });
  return secret;
}
