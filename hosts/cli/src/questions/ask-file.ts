import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { say } from "../output/say.js";
import type { Asking } from "./asking.js";

/**
 * Asks where a file is. Quotes and `file:` addresses, as terminals paste them when a file is dropped,
 * are understood.
 * @returns the absolute path, or undefined if it is not there yet.
 */
export async function askFile(
  asking: Asking,
  cwd: string,
  overtaken?: AbortSignal,
): Promise<string | undefined> {
  const { terminal, texts } = asking;
  const typed = (await terminal.ask(`${await say(texts, "ask.file")} `, overtaken)).trim();
  return typed === "" ? undefined : resolve(cwd, unquote(typed));
}

function unquote(typed: string): string {
  const quoted = /^(['"])(.*)\1$/s.exec(typed)?.[2];
  if (quoted !== undefined) return quoted;
  if (typed.startsWith("file://")) return fileURLToPath(typed);
  // On Windows the backslash separates folders; elsewhere a dropped file has its spaces escaped.
  return process.platform === "win32" ? typed : typed.replaceAll(/\\(.)/g, "$1");
}
