import { message } from "@perennial/api";
import { permission, strings } from "../navigate.js";
import type { Rule } from "../rule.js";

/** Inbox patterns are wildcards over file names, not over everything and not over folders. */
export const inboxPatterns: Rule = {
  id: "inbox-patterns",
  severity: "error",
  hint: message("rule.inbox-patterns.hint"),
  check(plugin) {
    return strings(permission(plugin, "inbox"))
      .filter(({ value }) => /[/\\]/.test(value) || /^[*.?]*$/.test(value))
      .map(({ path, value }) => ({
        path,
        message: message("rule.inbox-patterns", { value }),
      }));
  },
};
