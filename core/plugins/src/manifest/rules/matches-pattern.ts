import { message } from "@perennial/api";
import { child, isString, providersOf } from "../navigate.js";
import type { Rule } from "../rule.js";

/** `matches` tells certificates apart: a pattern of wildcards alone takes every CA's. */
export const matchesPattern: Rule = {
  id: "matches-pattern",
  severity: "error",
  hint: message("rule.matches-pattern.hint"),
  check(plugin) {
    return providersOf(plugin)
      .map((provider) => child(provider, "matches"))
      .flatMap((matches) => [child(matches, "issuer"), child(matches, "subject")])
      .filter(isString)
      .filter(({ value }) => /^[*?\s]*$/.test(value))
      .map(({ path, value }) => ({ path, message: message("rule.matches-pattern", { value }) }));
  },
};
