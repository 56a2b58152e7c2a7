import { message } from "@perennial/api";
import { isLanguage } from "../language-tag.js";
import { isRecord } from "../navigate.js";
import type { CatalogueFile } from "../plugin-source.js";
import type { Problem, Rule } from "../rule.js";

/** Each catalogue is a JSON object, named after a language. */
export const l10nFile: Rule = {
  id: "l10n-file",
  severity: "error",
  hint: message("rule.l10n-file.hint"),
  check({ catalogues }) {
    return catalogues.flatMap(problemsOf);
  },
};

function problemsOf({ language, file, content, problem }: CatalogueFile): readonly Problem[] {
  const problems: Problem[] = [];
  if (!isLanguage(language)) {
    problems.push({ file, path: "", message: message("rule.l10n-file.language", { language }) });
  }
  if (problem !== undefined) {
    problems.push({
      file,
      path: "",
      message: message("rule.l10n-file.unreadable", { file, detail: problem }),
    });
  } else if (!isRecord(content)) {
    problems.push({ file, path: "", message: message("rule.l10n-file.not-an-object", { file }) });
  }
  return problems;
}
