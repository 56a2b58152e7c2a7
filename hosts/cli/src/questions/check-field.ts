import type { FieldSchema, Json, JsonObject } from "@perennial/api";
import { formProblems, type AnswerProblem } from "@perennial/engine";
import { pathProblems } from "./form-paths.js";

/**
 * What is wrong with the value of one field: what the engine would say of it in the whole form (a
 * plugin's pattern is matched within its bounds there), and paths that lead nowhere.
 */
export async function checkField(
  name: string,
  field: FieldSchema,
  value: Json | undefined,
  required: boolean,
): Promise<readonly AnswerProblem[]> {
  const schema = {
    type: "object",
    properties: { [name]: field },
    required: required ? [name] : [],
  } as const;
  const values: JsonObject = value === undefined ? {} : { [name]: value };
  const problems = await formProblems(schema, values);
  return problems.length > 0 ? problems : pathProblems(schema, values);
}
