import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { PerennialError, type Json, type JsonObject } from "@perennial/api";

/** Bytes of answers. */
const largest = 1024 * 1024;

/** An answers file as it was read and found valid. */
export interface AnswersFile {
  readonly path: string;
  /** Paths in it are relative to this folder. */
  readonly folder: string;
  readonly answers: { readonly [question: string]: Json };
  readonly files: { readonly [question: string]: string };
  readonly settle: {
    readonly [question: string]: { readonly happened: boolean; readonly reference?: string };
  };
}

/**
 * Reads an answers file and names everything that is wrong with it at once.
 * @throws PerennialError `answers.unreadable`, `answers.not-json`, `answers.invalid`,
 *   `files.handed-over-too-large`, `files.handed-over-too-slow`
 */
export async function readAnswersFile(path: string, cwd: string): Promise<AnswersFile> {
  const absolute = resolve(cwd, path);
  const value = await readJson(absolute);
  const { validateAnswers } = await import("./validate-answers.js");
  const problems = await validateAnswers(value);
  if (problems.length > 0) {
    throw new PerennialError("answers.invalid", { path: absolute, problems });
  }
  const { answers = {}, files = {}, settle = {} } = value as Partial<AnswersFile>;
  // What a pipe hands over lies in no folder.
  const folder = /^\/(?:dev|proc)\//u.test(absolute) ? cwd : dirname(absolute);
  return { path: absolute, folder, answers, files, settle };
}

async function readText(path: string): Promise<string> {
  if (path.startsWith("/dev/") || path.startsWith("/proc/")) {
    const { readHandedOver } = await import("@perennial/hardware");
    const handedOver = await readHandedOver(path, { largest });
    if (handedOver !== undefined) return handedOver.toString("utf8");
  }
  await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  // A pipe with a name would be waited for, a device read without end.
  if (!(await file.stat()).isFile()) {
    throw Object.assign(new Error("no regular file"), { code: "ENOTSUP" });
  }
  const { readAtMost } = await import("@perennial/hardware");
  return (await readAtMost(file, largest)).toString("utf8");
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    if (PerennialError.is(error)) throw error;
    const system = (error as { code?: unknown }).code;
    throw new PerennialError(
      "answers.unreadable",
      { path, system: typeof system === "string" ? system : "" },
      { cause: error },
    );
  }
  try {
    return JSON.parse(text.replace(/^\u{FEFF}/u, "")) as JsonObject;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new PerennialError(
      "answers.not-json",
      { path, problem: error.message },
      { cause: error },
    );
  }
}
