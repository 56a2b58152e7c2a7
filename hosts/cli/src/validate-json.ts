/** What is wrong with a value, for people and programs. */
export type JsonProblem = { readonly path: string; readonly message: string };

/** All problems of a value by a JSON Schema 2020-12. Ajv is loaded when this is first called. */
export async function validateJson(
  schema: object,
  value: unknown,
): Promise<readonly JsonProblem[]> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const ajv = new Ajv2020({ allErrors: true, strict: false, allowUnionTypes: true });
  const validate = ajv.compile(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params, keyword }) => {
    const extra = (params as { additionalProperty?: unknown }).additionalProperty;
    const missing = (params as { missingProperty?: unknown }).missingProperty;
    const named =
      keyword === "additionalProperties" && typeof extra === "string"
        ? `/${extra}`
        : keyword === "required" && typeof missing === "string"
          ? `/${missing}`
          : "";
    return { path: `${instancePath}${named}`, message: message ?? keyword };
  });
}
