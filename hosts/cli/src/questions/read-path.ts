import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The absolute path that was typed. Quotes, escapes and `file:` addresses, as terminals paste them
 * when a file is dropped, are understood.
 */
export function readPath(typed: string, cwd: string): string {
  return resolve(cwd, unquote(typed));
}

function unquote(typed: string): string {
  const quoted = /^(['"])(.*)\1$/s.exec(typed)?.[2];
  if (quoted !== undefined) return quoted;
  if (typed.startsWith("file://") && URL.canParse(typed)) return fileURLToPath(typed);
  // On Windows the backslash separates folders; elsewhere a dropped file has its spaces escaped.
  return process.platform === "win32" ? typed : typed.replaceAll(/\\(.)/g, "$1");
}
