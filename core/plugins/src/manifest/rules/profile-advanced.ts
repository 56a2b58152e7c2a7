import { message } from "@perennial/api";
import { child, isRecord, property, providersOf, strings } from "../navigate.js";
import type { Rule } from "../rule.js";

/** An advanced field of a profile is not asked of everybody, so that it is not required. */
export const profileAdvanced: Rule = {
  id: "profile-advanced",
  severity: "error",
  hint: message("rule.profile-advanced.hint"),
  check(plugin) {
    return providersOf(plugin).flatMap((provider) => {
      const profile = child(provider, "profile");
      const fields = child(profile, "properties").value;
      if (!isRecord(fields)) return [];
      return strings(child(profile, "required")).flatMap(({ path, value }) => {
        const field = property(fields, value);
        if (!isRecord(field) || field["advanced"] !== true) return [];
        return [{ path, message: message("rule.profile-advanced", { field: value }) }];
      });
    });
  },
};
