import { message } from "@perennial/api";
import { catalogueProblems } from "../catalogue-problems.js";
import { pointer } from "../navigate.js";
import type { Rule } from "../rule.js";

/** No language has texts that English does not have: they are never shown. */
export const l10nExtraKeys: Rule = {
  id: "l10n-extra-keys",
  severity: "warning",
  hint: message("rule.l10n-extra-keys.hint"),
  async check(plugin) {
    return (await catalogueProblems(plugin))
      .filter(({ problem }) => problem === "extra")
      .map(({ file, language, key }) => ({
        file,
        path: pointer("", key),
        message: message("rule.l10n-extra-keys", { language, key }),
        fix: { file, operations: [{ op: "remove", path: pointer("", key) }] },
      }));
  },
};
