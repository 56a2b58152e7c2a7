import type { JsonObject } from "@perennial/api";
import { validateJson } from "../validate-json.js";
import schema from "./answers.schema.json" with { type: "json" };

/** Everything that is wrong with an answers file, `[{ path, message }]`. */
export function validateAnswers(value: unknown): Promise<readonly JsonObject[]> {
  return validateJson(schema, value);
}
