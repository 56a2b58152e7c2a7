import { message } from "@perennial/api";
import { isRecord, pointer } from "../navigate.js";
import type { Rule } from "../rule.js";

/** The text of an error says what to do now, and not only what happened. */
export const l10nErrorNext: Rule = {
  id: "l10n-error-next",
  severity: "warning",
  hint: message("rule.l10n-error-next.hint"),
  check(plugin) {
    return plugin.catalogues
      .filter(({ language }) => language === "en")
      .flatMap(({ file, content }) => {
        const texts = isRecord(content) ? content : {};
        return Object.keys(texts)
          .filter((key) => key.startsWith("error.") && !key.endsWith(".next"))
          .filter((key) => !Object.hasOwn(texts, `${key}.next`))
          .map((key) => ({
            file,
            path: pointer("", key),
            message: message("rule.l10n-error-next", { key, next: `${key}.next` }),
          }));
      });
  },
};
