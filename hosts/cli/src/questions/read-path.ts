import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The absolute path that was typed. Quotes, escapes and `file:` addresses, as terminals paste them
 * when a file is dropped, are understood, and `~/` as shells do.
 */
export function readPath(typed: string, cwd: string): string {
  return resolve(cwd, unquote(typed));
}

function unquote(typed: string): string {
  const quoted = /^(['"])(.*)\1$/s.exec(typed)?.[2];
  if (quoted !== undefined) return quoted;
  if (typed.startsWith("file://")) return pathOf(typed) ?? typed;
  if (typed.startsWith("~/")) return join(homedir(), unescape(typed.slice(2)));
  return unescape(typed);
}

/** Undefined for an address that is of no file here, as one on another computer. */
function pathOf(address: string): string | undefined {
  try {
    return fileURLToPath(address);
  } catch (error) {
    if (error instanceof TypeError || error instanceof URIError) return undefined;
    throw error;
  }
}

function unescape(typed: string): string {
  // On Windows the backslash separates folders; elsewhere a dropped file has its spaces escaped.
  return process.platform === "win32" ? typed : typed.replaceAll(/\\(.)/g, "$1");
}
