import { message } from "@perennial/api";
import { at, isString } from "../navigate.js";
import type { Rule } from "../rule.js";
import { isRange, satisfies } from "../versions.js";

/** `engines.perennial` does not promise to work with versions nobody has seen. */
export const engineOpenEnded: Rule = {
  id: "engine-open-ended",
  severity: "warning",
  hint: message("rule.engine-open-ended.hint"),
  check({ manifest }) {
    const range = at(manifest, "engines", "perennial");
    if (!isString(range) || !isRange(range.value)) return [];
    return satisfies("9999.0.0", range.value)
      ? [{ path: range.path, message: message("rule.engine-open-ended", { range: range.value }) }]
      : [];
  },
};
