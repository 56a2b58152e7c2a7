import { message } from "@perennial/api";
import { hostProblems } from "../host-problems.js";
import { permission, strings } from "../navigate.js";
import type { Rule } from "../rule.js";

/** Pages that a person may be asked to open are named by their https host. */
export const pagesHosts: Rule = {
  id: "pages-hosts",
  severity: "error",
  hint: message("rule.pages-hosts.hint"),
  check(plugin) {
    return strings(permission(plugin, "pages")).flatMap((entry) => hostProblems(plugin, entry));
  },
};
