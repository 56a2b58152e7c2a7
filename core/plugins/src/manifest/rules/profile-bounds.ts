import { message } from "@perennial/api";
import { fieldsOf, providersOf, type UnknownRecord } from "../navigate.js";
import type { Rule } from "../rule.js";

/** Lower bounds are not above upper bounds: no value would ever be valid. */
export const profileBounds: Rule = {
  id: "profile-bounds",
  severity: "error",
  hint: message("rule.profile-bounds.hint"),
  check(plugin) {
    return providersOf(plugin)
      .flatMap((provider) => fieldsOf(provider))
      .filter(
        ({ value }) =>
          crossed(value, "minLength", "maxLength") || crossed(value, "minimum", "maximum"),
      )
      .map(({ name, path }) => ({
        path,
        message: message("rule.profile-bounds", { field: name }),
      }));
  },
};

function crossed(schema: UnknownRecord, lower: string, upper: string): boolean {
  const low = schema[lower];
  const high = schema[upper];
  return typeof low === "number" && typeof high === "number" && low > high;
}
