import { message, type Message } from "@perennial/api";
import { catalogueProblems, type CatalogueFileProblem } from "../catalogue-problems.js";
import { pointer } from "../navigate.js";
import type { Rule } from "../rule.js";

/** Texts are ICU MessageFormat, with the arguments and plural forms they need. */
export const l10nIcu: Rule = {
  id: "l10n-icu",
  severity: "error",
  hint: message("rule.l10n-icu.hint"),
  async check(plugin) {
    return (await catalogueProblems(plugin)).flatMap((problem) => {
      const text = textOf(problem);
      return text === undefined
        ? []
        : [{ file: problem.file, path: pointer("", problem.key), message: text }];
    });
  },
};

function textOf({ problem, language, key, detail }: CatalogueFileProblem): Message | undefined {
  switch (problem) {
    case "unparsable":
      return message("rule.l10n-icu.unparsable", { language, key, detail });
    case "arguments":
      return message("rule.l10n-icu.arguments", { language, key, detail });
    case "plural":
      return message("rule.l10n-icu.plural", { language, key, detail });
    case "missing":
    case "extra":
      return undefined;
  }
}
