import { message } from "@perennial/api";
import { fieldsOf, pointer, providersOf } from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/** `pattern` is a regular expression, and `patternTitle` says in words what it asks for. */
export const profilePattern: Rule = {
  id: "profile-pattern",
  severity: "error",
  hint: message("rule.profile-pattern.hint"),
  check(plugin) {
    return providersOf(plugin)
      .flatMap((provider) => fieldsOf(provider))
      .flatMap(({ name, path, value }): readonly Problem[] => {
        const pattern = value["pattern"];
        if (typeof pattern !== "string") return [];
        const detail = syntaxError(pattern);
        if (detail !== undefined) {
          return [
            {
              path: pointer(path, "pattern"),
              message: message("rule.profile-pattern.syntax", { field: name, detail }),
            },
          ];
        }
        return value["patternTitle"] === undefined
          ? [{ path, message: message("rule.profile-pattern.title", { field: name }) }]
          : [];
      });
  },
};

function syntaxError(pattern: string): string | undefined {
  try {
    void new RegExp(pattern, "u");
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}
