import { message } from "@perennial/api";
import { compilePattern } from "../compile-pattern.js";
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
        const compiled = compilePattern(pattern);
        if (compiled instanceof SyntaxError) {
          const detail = compiled.message;
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
