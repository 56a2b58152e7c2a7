import { message } from "@perennial/api";
import type { Rule } from "../rule.js";

/** No symbolic link leads out of the plugin's folder. */
export const linksInside: Rule = {
  id: "links-inside",
  severity: "error",
  hint: message("rule.links-inside.hint"),
  check({ files }) {
    return files
      .filter(({ kind, inside }) => kind === "link" && inside !== true)
      .map(({ path }) => ({
        file: path,
        path: "",
        message: message("rule.links-inside", { file: path }),
      }));
  },
};
