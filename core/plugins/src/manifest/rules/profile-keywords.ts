import { message } from "@perennial/api";
import { fieldsOf, pointer, providersOf, type UnknownRecord } from "../navigate.js";
import type { Rule } from "../rule.js";

/** A field's keywords belong to its type. JSON Schema would ignore the others silently. */
export const profileKeywords: Rule = {
  id: "profile-keywords",
  severity: "error",
  hint: message("rule.profile-keywords.hint"),
  check(plugin) {
    return providersOf(plugin)
      .flatMap((provider) => fieldsOf(provider))
      .flatMap(({ name, path, value }) =>
        misplaced(value).map((keyword) => ({
          path: pointer(path, keyword),
          message: message("rule.profile-keywords", {
            field: name,
            keyword,
            type: String(value["type"]),
          }),
        })),
      );
  },
};

const ofType: Readonly<Record<string, readonly string[]>> = {
  string: ["format", "pattern", "patternTitle", "minLength", "maxLength"],
  number: ["minimum", "maximum"],
  array: ["items"],
};

function misplaced(schema: UnknownRecord): readonly string[] {
  const type = schema["type"] === "integer" ? "number" : schema["type"];
  if (typeof type !== "string") return [];
  return Object.entries(ofType)
    .filter(([owner]) => owner !== type)
    .flatMap(([, keywords]) => keywords.filter((keyword) => Object.hasOwn(schema, keyword)));
}
