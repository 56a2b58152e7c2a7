import { message } from "@perennial/api";
import { child, isRecord, property, providersOf, strings } from "../navigate.js";
import type { Rule } from "../rule.js";

/** `required` of a profile names fields that there are. */
export const profileRequired: Rule = {
  id: "profile-required",
  severity: "error",
  hint: message("rule.profile-required.hint"),
  check(plugin) {
    return providersOf(plugin).flatMap((provider) => {
      const profile = child(provider, "profile");
      const fields = child(profile, "properties").value;
      if (!isRecord(fields)) return [];
      return strings(child(profile, "required"))
        .filter(({ value }) => property(fields, value) === undefined)
        .map(({ path, value }) => ({
          path,
          message: message("rule.profile-required", { field: value }),
        }));
    });
  },
};
