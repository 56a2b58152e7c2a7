import { message } from "@perennial/api";
import { fieldsOf, providersOf } from "../navigate.js";
import type { Rule } from "../rule.js";

/** Names of profile fields are usable in answers files and conditions; `account` is taken. */
export const profileFieldName: Rule = {
  id: "profile-field-name",
  severity: "error",
  hint: message("rule.profile-field-name.hint"),
  check(plugin) {
    return providersOf(plugin)
      .flatMap((provider) => fieldsOf(provider))
      .filter(({ name }) => name === "account" || !/^[a-z][A-Za-z0-9]{0,63}$/.test(name))
      .map(({ name, path }) => ({
        path,
        message:
          name === "account"
            ? message("rule.profile-field-name.taken", { name })
            : message("rule.profile-field-name", { name }),
      }));
  },
};
