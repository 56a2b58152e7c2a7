import type { FieldSchema, Json, Message } from "@perennial/api";

/** What a person typed for a field, as the field's type; or why it cannot be. */
export type FieldReading =
  | { readonly ok: true; readonly value: Json | undefined }
  | { readonly ok: false; readonly problem: Message };

/**
 * Reads what was typed for one field. Only what can be said at once is checked here: the engine
 * validates the whole form.
 */
export function readField(typed: string, field: FieldSchema, required: boolean): FieldReading {
  const text = field.format === "password" ? typed : typed.trim();
  if (text === "") {
    return required
      ? { ok: false, problem: { key: "field.required" } }
      : { ok: true, value: undefined };
  }
  switch (field.type) {
    case "boolean":
      return readBoolean(text);
    case "integer":
    case "number":
      return readNumber(text, field);
    case "array":
      return { ok: true, value: text.split(/\s*,\s*/).filter((item) => item !== "") };
    case "string":
      return readString(text, field);
  }
}

function readString(text: string, field: FieldSchema): FieldReading {
  if (field.enum !== undefined) {
    const value = field.enum.includes(text) ? text : field.enum[Number(text) - 1];
    return value === undefined
      ? { ok: false, problem: { key: "field.choice", args: { count: field.enum.length } } }
      : { ok: true, value };
  }
  const length = [...text].length;
  if (field.minLength !== undefined && length < field.minLength) {
    return { ok: false, problem: { key: "field.too-short", args: { count: field.minLength } } };
  }
  if (field.maxLength !== undefined && length > field.maxLength) {
    return { ok: false, problem: { key: "field.too-long", args: { count: field.maxLength } } };
  }
  if (field.pattern !== undefined && !new RegExp(field.pattern, "u").test(text)) {
    return { ok: false, problem: { key: field.patternTitle ?? "field.pattern" } };
  }
  return { ok: true, value: text };
}

function readNumber(text: string, { type, minimum, maximum }: FieldSchema): FieldReading {
  const value = Number(text.replace(",", "."));
  if (!Number.isFinite(value) || (type === "integer" && !Number.isInteger(value))) {
    return { ok: false, problem: { key: `field.${type}` } };
  }
  if (minimum !== undefined && value < minimum) {
    return { ok: false, problem: { key: "field.minimum", args: { minimum } } };
  }
  if (maximum !== undefined && value > maximum) {
    return { ok: false, problem: { key: "field.maximum", args: { maximum } } };
  }
  return { ok: true, value };
}

function readBoolean(text: string): FieldReading {
  const value = readYesNo(text);
  return value === undefined
    ? { ok: false, problem: { key: "field.yes-no" } }
    : { ok: true, value };
}

/** Yes or no in the languages that Perennial speaks. */
export function readYesNo(text: string): boolean | undefined {
  if (/^(y|yes|o|oui|true)$/i.test(text.trim())) return true;
  if (/^(n|no|non|false)$/i.test(text.trim())) return false;
  return undefined;
}
