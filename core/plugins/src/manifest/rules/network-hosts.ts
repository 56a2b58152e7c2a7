import { message } from "@perennial/api";
import { hostProblems } from "../host-problems.js";
import { permission, strings } from "../navigate.js";
import type { Rule } from "../rule.js";

/** Network permissions name hosts, or profile fields that hold an address. */
export const networkHosts: Rule = {
  id: "network-hosts",
  severity: "error",
  hint: message("rule.network-hosts.hint"),
  check(plugin) {
    return strings(permission(plugin, "network")).flatMap((entry) => hostProblems(plugin, entry));
  },
};
