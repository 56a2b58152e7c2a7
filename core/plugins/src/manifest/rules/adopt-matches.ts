import { message } from "@perennial/api";
import { child, isString, permission, providersOf, strings } from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/** A key is adopted only with a certificate that the provider says is one of its own. */
export const adoptMatches: Rule = {
  id: "adopt-matches",
  severity: "error",
  hint: message("rule.adopt-matches.hint"),
  check(plugin) {
    const declared = strings(permission(plugin, "tokens"));
    const adopt = declared.find(({ value }) => value === "adopt");
    if (adopt === undefined) return [];
    const problems: Problem[] = providersOf(plugin).flatMap((provider) => {
      const matches = child(provider, "matches");
      const patterns = [child(matches, "issuer"), child(matches, "subject")].filter(isString);
      const id = child(provider, "id");
      const name = isString(id) ? id.value : provider.path;
      return patterns.some(({ value }) => namesSomebody(value))
        ? []
        : [{ path: provider.path, message: message("rule.adopt-matches", { provider: name }) }];
    });
    if (!declared.some(({ value }) => value === "read")) {
      problems.push({ path: adopt.path, message: message("rule.adopt-matches.no-read") });
    }
    return problems;
  },
};

/** `*`, `CN=*` and `*C=RO*` fit the certificates of any authority, or of any in a country. */
function namesSomebody(pattern: string): boolean {
  const literal = pattern.replaceAll(/[A-Za-z0-9.]+\s*=/gu, "").replaceAll(/[^\p{L}\p{N}]/gu, "");
  return literal.length > 2;
}
