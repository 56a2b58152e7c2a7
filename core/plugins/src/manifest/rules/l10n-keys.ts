import { message } from "@perennial/api";
import { catalogueProblems } from "../catalogue-problems.js";
import type { Rule } from "../rule.js";
import { pointer } from "../navigate.js";

/** Every language has every text that English has. */
export const l10nKeys: Rule = {
  id: "l10n-keys",
  severity: "error",
  hint: message("rule.l10n-keys.hint"),
  async check(plugin) {
    return (await catalogueProblems(plugin))
      .filter(({ problem }) => problem === "missing")
      .map(({ file, language, key }) => ({
        file,
        path: pointer("", key),
        message: message("rule.l10n-keys", { language, key }),
      }));
  },
};
