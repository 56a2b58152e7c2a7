import { message } from "@perennial/api";
import { at, isString } from "../navigate.js";
import type { Rule } from "../rule.js";
import { isRange } from "../versions.js";

/** `perennial.takesOver` is a range of versions. */
export const takesOverRange: Rule = {
  id: "takes-over-range",
  severity: "error",
  hint: message("rule.takes-over-range.hint"),
  check({ manifest }) {
    const range = at(manifest, "perennial", "takesOver");
    if (!isString(range) || isRange(range.value)) return [];
    return [
      { path: range.path, message: message("rule.takes-over-range", { range: range.value }) },
    ];
  },
};
