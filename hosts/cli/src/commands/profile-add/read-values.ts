import { resolve } from "node:path";
import {
  message,
  type FieldSchema,
  type FormSchema,
  type Json,
  type JsonObject,
  type Message,
} from "@perennial/api";
import type { AnswerProblem } from "@perennial/engine";
import { readSecretFile } from "../../answers/secret-file.js";
import { absolutePath } from "../../questions/form-paths.js";
import { readTyped } from "../../questions/read-typed.js";
import type { DraftInput } from "./draft-input.js";

/** Values of a new profile by the provider's form. */
export interface ReadValues {
  readonly values: JsonObject;
  readonly secrets: { readonly [field: string]: string };
  readonly problems: readonly AnswerProblem[];
}

/**
 * Values as the form's types. A secret is never an argument: `--set NAME=@FILE` and, in a file,
 * `{ "file": PATH }` name a file that only its owner may read.
 * @throws PerennialError `secret-file.*`
 */
export async function readValues(
  form: FormSchema,
  input: DraftInput,
  cwd: string,
): Promise<ReadValues> {
  const values: { [name: string]: Json | undefined } = {};
  const secrets: { [field: string]: string } = {};
  const problems: AnswerProblem[] = [];
  const names = new Set([...Object.keys(input.values), ...Object.keys(input.typed)]);
  for (const name of names) {
    const field = Object.hasOwn(form.properties, name) ? form.properties[name] : undefined;
    const typed = input.typed[name];
    const value = input.values[name];
    if (field === undefined) {
      problems.push(problem(name, message("profile.no-such-field", { field: name })));
    } else if (field.format === "password") {
      const path = secretPath(typed, value, input, cwd);
      if (path === undefined)
        problems.push(problem(name, message("profile.secret-in-clear", { field: name })));
      else secrets[name] = await readSecretFile(path);
    } else if (isBlank(typed ?? value) && isParticular(field)) {
      problems.push(problem(name, message("profile.empty-value", { field: name })));
    } else if (typed === undefined) {
      values[name] = absolutePath(field, value, input.folder);
    } else {
      values[name] = absolutePath(field, readTyped(typed, field), cwd);
    }
  }
  for (const [name, field] of Object.entries(form.properties)) {
    if (field.default !== undefined && field.format !== "password") values[name] ??= field.default;
  }
  return { values, secrets, problems };
}

function isBlank(value: Json | undefined): boolean {
  return typeof value === "string" && value.trim() === "";
}

/** Not just any text: nothing is no value of it, and must not quietly become what is usual. */
function isParticular({ type, format, enum: choices, default: usual }: FieldSchema): boolean {
  return [format, choices, usual].some((rule) => rule !== undefined) || type !== "string";
}

function secretPath(
  typed: string | undefined,
  value: Json | undefined,
  { folder }: DraftInput,
  cwd: string,
): string | undefined {
  if (typed !== undefined) return typed.startsWith("@") ? resolve(cwd, typed.slice(1)) : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const { file } = value as JsonObject;
  return typeof file === "string" ? resolve(folder, file) : undefined;
}

function problem(path: string, text: Message): AnswerProblem {
  return { path, message: text.key, text };
}
