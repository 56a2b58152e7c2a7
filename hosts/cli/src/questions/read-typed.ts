import type { FieldSchema, Json } from "@perennial/api";

/**
 * What was typed for a field, as the field's type. What cannot be of that type stays a text, and
 * blanks are nothing: both are the form's check to judge, which has the words for it.
 */
export function readTyped(typed: string, { type, format }: FieldSchema): Json | undefined {
  const text = format === "password" ? typed : typed.trim();
  if (text === "") return undefined;
  switch (type) {
    case "boolean":
      return readYesNo(text) ?? text;
    case "integer":
    case "number": {
      const value = Number(text.replace(",", "."));
      return Number.isFinite(value) ? value : text;
    }
    case "array":
      return text.split(/\s*,\s*/).filter((item) => item !== "");
    case "string":
      return text;
  }
}

/** Yes or no in the languages that Perennial speaks. */
export function readYesNo(text: string): boolean | undefined {
  if (/^(y|yes|o|oui|d|da|t|tak|true)$/i.test(text.trim())) return true;
  if (/^(n|no|non|nu|nie|false)$/i.test(text.trim())) return false;
  return undefined;
}
