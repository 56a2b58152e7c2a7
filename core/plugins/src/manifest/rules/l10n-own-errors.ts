import { message } from "@perennial/api";
import { idOf, isRecord, pointer } from "../navigate.js";
import type { Rule } from "../rule.js";

/**
 * A plugin words its own errors only. Its texts are looked up first for what happens in it, so that
 * one for a code of Perennial's could make a refusal read like something harmless.
 */
export const l10nOwnErrors: Rule = {
  id: "l10n-own-errors",
  severity: "error",
  hint: message("rule.l10n-own-errors.hint"),
  check(plugin) {
    const id = idOf(plugin.manifest);
    if (id === undefined) return [];
    const own = `error.${id}.`;
    return plugin.catalogues.flatMap(({ file, content }) =>
      Object.keys(isRecord(content) ? content : {})
        .filter((key) => key.startsWith("error.") && !key.startsWith(own))
        .map((key) => ({
          file,
          path: pointer("", key),
          message: message("rule.l10n-own-errors", { key, own }),
        })),
    );
  },
};
