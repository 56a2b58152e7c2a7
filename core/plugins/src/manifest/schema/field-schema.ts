/** JSON Schema of a form's field, the documented subset that `FieldSchema` of `@perennial/api` is. */
export const fieldSchema = {
  title: "Field",
  description:
    "One field of a form: a subset of JSON Schema 2020-12. Titles are keys of the plugin's l10n catalogues.",
  type: "object",
  additionalProperties: false,
  required: ["type", "title"],
  properties: {
    type: {
      title: "Type",
      description: "Type of the value. An array is a list of strings.",
      enum: ["string", "number", "integer", "boolean", "array"],
    },
    title: { $ref: "#/$defs/text", description: "Label of the field: a key of l10n/en.json." },
    description: { $ref: "#/$defs/text", description: "A sentence below the field: a key." },
    default: { title: "Default", description: "Value that is offered; it must be valid itself." },
    enum: {
      title: "Values",
      description: "The values a string may take, in the order they are offered.",
      type: "array",
      minItems: 1,
      uniqueItems: true,
      items: { type: "string", maxLength: 256 },
    },
    enumTitles: {
      title: "Titles of the values",
      description: "A key of l10n/en.json for each value of enum, in the same order.",
      type: "array",
      items: { $ref: "#/$defs/text" },
    },
    format: {
      title: "Format",
      description:
        "What the string means. password: a secret that the host keeps; folder, file: a path the person names; country: ISO 3166-1 alpha-2; date: RFC 3339 full-date; uri: an address (URL); key-place: where keys live, software or a PKCS #11 URI that names a token.",
      enum: ["password", "email", "uri", "date", "folder", "file", "country", "key-place"],
    },
    pattern: {
      title: "Pattern",
      description:
        "Regular expression (ECMAScript, flag u) that the string must match somewhere; ^ and $ make it the whole string.",
      type: "string",
      maxLength: 512,
    },
    patternTitle: {
      $ref: "#/$defs/text",
      description: "Says in words what pattern asks for: a key of l10n/en.json.",
    },
    minLength: { title: "Shortest length", type: "integer", minimum: 0 },
    maxLength: { title: "Longest length", type: "integer", minimum: 0 },
    minimum: { title: "Smallest number", type: "number" },
    maximum: { title: "Largest number", type: "number" },
    items: {
      title: "Items",
      description: "Of an array: always strings.",
      type: "object",
      additionalProperties: false,
      required: ["type"],
      properties: { type: { const: "string" } },
    },
    readOnly: { title: "Read only", description: "Shown, not asked.", type: "boolean" },
    advanced: {
      title: "Advanced",
      description:
        "Of a profile: its default, or its absence, serves nearly everybody. It is asked only of who wants to see such fields too.",
      type: "boolean",
    },
  },
} as const;
