import { isSecretRef, type FormSchema, type Json, type JsonObject } from "@perennial/api";

/**
 * A form's answer as it is checked: texts without the blanks around them, empty ones left out, and
 * fields that may not be changed as the form showed them. Secrets stay as they were typed.
 */
export function tidyForm(schema: FormSchema, value: Json, shown: JsonObject = {}): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const tidy = new Map<string, Json>();
  for (const [name, given] of Object.entries(value as JsonObject)) {
    const secret = schema.properties[name]?.format === "password";
    const kept = secret ? given : trimmed(given);
    if (kept !== undefined && kept !== "") tidy.set(name, kept);
  }
  for (const [name, field] of Object.entries(schema.properties)) {
    const fixed = shown[name];
    if (field.readOnly === true && fixed !== undefined) tidy.set(name, fixed);
  }
  // As members of its own, whatever they are called: `__proto__` is no field either.
  return Object.fromEntries(tidy);
}

/** Names and texts of the secrets in a valid answer. */
export function secretsIn(
  schema: FormSchema,
  value: JsonObject,
): readonly { readonly name: string; readonly text: string }[] {
  return Object.entries(schema.properties).flatMap(([name, field]) => {
    const text = value[name];
    const typed = field.format === "password" && typeof text === "string" && !isSecretRef(text);
    return typed ? [{ name, text }] : [];
  });
}

function trimmed(value: Json | undefined): Json | undefined {
  if (typeof value === "string") return value.trim();
  if (Array.isArray(value)) return value.map((item: Json) => trimmed(item) ?? null);
  return value;
}
