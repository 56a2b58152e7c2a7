import { message } from "@perennial/api";
import type { Rule } from "../rule.js";

/** A plugin ships no `node_modules`: what it needs is bundled into `main`. */
export const bundledModules: Rule = {
  id: "bundled-modules",
  severity: "warning",
  hint: message("rule.bundled-modules.hint"),
  check({ files }) {
    return files
      .filter(({ path }) => path === "node_modules")
      .map(({ path }) => ({ file: path, path: "", message: message("rule.bundled-modules") }));
  },
};
