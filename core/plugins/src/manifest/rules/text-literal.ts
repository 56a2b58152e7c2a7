import { message } from "@perennial/api";
import { pluginTexts } from "../plugin-texts.js";
import type { Rule } from "../rule.js";
import { textKey } from "../text-keys.js";

/** Texts that people read are `%key%`, so that they can be translated. */
export const textLiteral: Rule = {
  id: "text-literal",
  severity: "warning",
  hint: message("rule.text-literal.hint"),
  check(plugin) {
    return pluginTexts(plugin)
      .filter(({ value, plainKey }) => !plainKey && textKey(value) === undefined)
      .map(({ path, value }) => ({ path, message: message("rule.text-literal", { text: value }) }));
  },
};
