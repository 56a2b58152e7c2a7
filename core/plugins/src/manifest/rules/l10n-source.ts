import { message } from "@perennial/api";
import { insidePath } from "../inside-path.js";
import { at, isString } from "../navigate.js";
import type { Rule } from "../rule.js";

/** The folder of translations has an English catalogue, which is the source of the others. */
export const l10nSource: Rule = {
  id: "l10n-source",
  severity: "error",
  hint: message("rule.l10n-source.hint"),
  check({ manifest, catalogues }) {
    const folder = at(manifest, "l10n");
    if (!isString(folder) || insidePath(folder.value) === undefined) return [];
    if (catalogues.some(({ language }) => language === "en")) return [];
    return [{ path: folder.path, message: message("rule.l10n-source", { folder: folder.value }) }];
  },
};
