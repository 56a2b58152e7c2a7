import { say } from "../output/say.js";
import type { Asking } from "./asking.js";
import { readPath } from "./read-path.js";

/**
 * Asks where a file is.
 * @param question key of its text.
 * @returns the absolute path, or undefined if there is none yet.
 */
export async function askFile(
  asking: Asking,
  cwd: string,
  question = "ask.file",
  overtaken?: AbortSignal,
): Promise<string | undefined> {
  const { terminal, texts } = asking;
  const typed = (await terminal.ask(`${await say(texts, question)} `, overtaken)).trim();
  return typed === "" ? undefined : readPath(typed, cwd);
}
