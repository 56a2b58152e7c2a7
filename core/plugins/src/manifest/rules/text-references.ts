import { message } from "@perennial/api";
import { pluginTexts } from "../plugin-texts.js";
import type { Rule } from "../rule.js";
import { hasText, textKey } from "../text-keys.js";

/** Every `%key%` of the manifest, and every key of a form's titles, is in the English catalogue. */
export const textReferences: Rule = {
  id: "text-references",
  severity: "error",
  hint: message("rule.text-references.hint"),
  check(plugin) {
    return pluginTexts(plugin).flatMap(({ path, value, plainKey }) => {
      const key = textKey(value) ?? (plainKey ? value : undefined);
      return key === undefined || hasText(plugin, key)
        ? []
        : [{ path, message: message("rule.text-references", { key }) }];
    });
  },
};
