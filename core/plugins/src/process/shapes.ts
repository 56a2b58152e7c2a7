import type { SchemaObject } from "ajv";

// Small words for JSON Schemas of what a plugin's process sends.

export const text = (maxLength = 65_536): SchemaObject => ({ type: "string", maxLength });
export const anything: SchemaObject = {};
export const flag: SchemaObject = { type: "boolean" };
export const amount: SchemaObject = { type: "number", minimum: 0 };
/** Seconds; more than a hundred years is a mistake, and no time can be reckoned with it. */
export const seconds: SchemaObject = { type: "number", minimum: 0, maximum: 3_200_000_000 };
/** A point in time, for validators that know the format {@link isInstant}. */
export const instant: SchemaObject = { type: "string", maxLength: 40, format: "instant" };
export const content: SchemaObject = { type: "string" };

export const oneOf = (...values: readonly string[]): SchemaObject => ({ enum: values });
export const list = (items: SchemaObject, maxItems = 10_000): SchemaObject => ({
  type: "array",
  items,
  maxItems,
});
export const map = (values: SchemaObject): SchemaObject => ({
  type: "object",
  additionalProperties: values,
  propertyNames: { not: { enum: ["__proto__", "constructor", "prototype"] } },
});

/** An object of exactly these members; a name that ends in `?` may be absent. */
export function record(members: { readonly [name: string]: SchemaObject }): SchemaObject {
  const names = Object.keys(members);
  return {
    type: "object",
    properties: Object.fromEntries(
      names.map((name) => [name.replace(/\?$/, ""), members[name] ?? anything]),
    ),
    required: names.filter((name) => !name.endsWith("?")),
    additionalProperties: false,
  };
}

/** The arguments of a method. */
export function args(...items: readonly SchemaObject[]): SchemaObject {
  // Draft 7 has no empty tuple.
  if (items.length === 0) return { type: "array", maxItems: 0 };
  return { type: "array", items, minItems: items.length, maxItems: items.length };
}

export const anyOf = (...schemas: readonly SchemaObject[]): SchemaObject => ({ anyOf: schemas });
export const message: SchemaObject = record({ key: text(200), "args?": map(anything) });

/** RFC 3339, section 5.6. */
export function isInstant(value: string): boolean {
  const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
  return shape.test(value) && !Number.isNaN(Date.parse(value));
}
