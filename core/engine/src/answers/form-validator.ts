import {
  isKeyPlace,
  isSecretRef,
  message,
  type FieldSchema,
  type FormSchema,
  type Json,
  type JsonObject,
  type Message,
} from "@perennial/api";
import type { ErrorObject, Options } from "ajv";
import { boundedPattern } from "./bounded-pattern.js";

/** What is wrong with one field of an answer. */
export interface AnswerProblem {
  /** The field's name; empty for the answer as a whole. */
  readonly path: string;
  /** English. */
  readonly message: string;
  /** The same for the reader's language; a message of the engine, or of the plugin's form. */
  readonly text: Message;
}

const options: Options = {
  allErrors: true,
  // A form carries titles and hints that are not JSON Schema's.
  strict: false,
  code: { regExp: boundedPattern },
};

const formats: { readonly [format: string]: true | ((text: string) => boolean) } = {
  email: (text) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text),
  uri: (text) => URL.canParse(text),
  date: isDate,
  country: (text) => /^[A-Z]{2}$/.test(text),
  "key-place": isKeyPlace,
  // Paths and secrets are the host's to judge.
  folder: true,
  file: true,
  password: true,
};

/** Checks a form's answer against its schema (the subset that `FormSchema` documents). */
export async function formProblems(
  schema: FormSchema,
  value: Json,
): Promise<readonly AnswerProblem[]> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const ajv = new Ajv2020({ ...options });
  for (const [name, format] of Object.entries(formats)) ajv.addFormat(name, format);
  const validate = ajv.compile({ ...schema, properties: withSecretRefs(schema, value) });
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => toProblem(schema, error));
}

/** A secret that was kept before stands for its text, whatever length that has. */
function withSecretRefs(schema: FormSchema, value: Json): { [name: string]: object } {
  const given = isObject(value) ? value : {};
  return Object.fromEntries(
    Object.entries(schema.properties).map(([name, field]) => [
      name,
      field.format === "password" && isSecretRef(given[name]) ? {} : field,
    ]),
  );
}

function toProblem(schema: FormSchema, error: ErrorObject): AnswerProblem {
  const params = error.params as { readonly [name: string]: Json | undefined };
  const own = error.instancePath.split("/")[1] ?? "";
  const lacking = params["missingProperty"] ?? params["additionalProperty"];
  const path = typeof lacking === "string" ? lacking : unescapePointer(own);
  const english = error.message ?? error.keyword;
  return { path, message: english, text: textOf(schema.properties[path], error.keyword, params) };
}

function textOf(
  field: FieldSchema | undefined,
  keyword: string,
  params: { readonly [name: string]: Json | undefined },
): Message {
  const { limit, format, type } = params;
  switch (keyword) {
    case "required":
      return message("answer.problem.required");
    case "additionalProperties":
      return message("answer.problem.unknown-field");
    case "minLength":
      return message("answer.problem.min-length", { limit });
    case "maxLength":
      return message("answer.problem.max-length", { limit });
    case "minimum":
      return message("answer.problem.minimum", { limit });
    case "maximum":
      return message("answer.problem.maximum", { limit });
    case "enum":
      return message("answer.problem.choice", { options: field?.enum ?? [] });
    case "pattern":
      return message(field?.patternTitle ?? "answer.problem.pattern");
    case "format":
      return format === "key-place"
        ? message("answer.problem.key-place")
        : message("answer.problem.format", { format });
    case "type":
      return message("answer.problem.type", { type });
    default:
      return message("answer.problem.other");
  }
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** RFC 6901, section 4. */
function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
