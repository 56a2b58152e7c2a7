import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import {
  message,
  type FieldSchema,
  type FormSchema,
  type Json,
  type JsonObject,
} from "@perennial/api";
import type { AnswerProblem } from "@perennial/engine";

/** A path among a form's values, absolute; nothing for blanks, and what is no path as it is. */
export function absolutePath(
  { format }: FieldSchema,
  value: Json | undefined,
  folder: string,
): Json | undefined {
  if (!isPathFormat(format) || typeof value !== "string") return value;
  return value.trim() === "" ? undefined : resolve(folder, value);
}

/** The fields whose file or folder is not there, or is something else. */
export async function pathProblems(
  { properties }: Pick<FormSchema, "properties">,
  values: JsonObject,
): Promise<readonly AnswerProblem[]> {
  const problems: AnswerProblem[] = [];
  for (const [name, { format }] of Object.entries(properties)) {
    const path = values[name];
    if (!isPathFormat(format) || typeof path !== "string") continue;
    const found = await problemOf(path, format);
    if (found === undefined) continue;
    const { what, system } = found;
    problems.push({
      path: name,
      message: `${path}: ${system === "" ? what : system}`,
      text: message(`field.${what}`, { path, system }),
    });
  }
  return problems;
}

type PathFormat = "file" | "folder";

function isPathFormat(format: FieldSchema["format"]): format is PathFormat {
  return format === "file" || format === "folder";
}

async function problemOf(path: string, format: PathFormat) {
  try {
    const found = await stat(path);
    const isRight = format === "file" ? found.isFile() : found.isDirectory();
    return isRight ? undefined : { what: `not-a-${format}`, system: "" };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A path with a NUL or too long a name leads nowhere either; whatever else is no system's error.
    if (code === undefined) throw error;
    const isAbsent = code === "ENOENT" || code === "ENOTDIR";
    return isAbsent
      ? { what: `no-such-${format}`, system: "" }
      : { what: "no-access", system: code };
  }
}
