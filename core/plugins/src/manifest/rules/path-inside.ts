import { message } from "@perennial/api";
import { at, isString } from "../navigate.js";
import { insidePath } from "../inside-path.js";
import type { Rule } from "../rule.js";

/** `main` and `l10n` stay inside the plugin's folder as they are written. */
export const pathInside: Rule = {
  id: "path-inside",
  severity: "error",
  hint: message("rule.path-inside.hint"),
  check({ manifest }) {
    return [at(manifest, "main"), at(manifest, "l10n")]
      .filter(isString)
      .filter(({ value }) => insidePath(value) === undefined)
      .map(({ path, value }) => ({ path, message: message("rule.path-inside", { value }) }));
  },
};
