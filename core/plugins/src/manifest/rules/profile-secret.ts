import { message } from "@perennial/api";
import { fieldsOf, permission, providersOf, strings } from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/** A password in a profile is a declared secret without a default. */
export const profileSecret: Rule = {
  id: "profile-secret",
  severity: "error",
  hint: message("rule.profile-secret.hint"),
  check(plugin) {
    const declared = new Set(strings(permission(plugin, "secrets")).map(({ value }) => value));
    return providersOf(plugin)
      .flatMap((provider) => fieldsOf(provider))
      .filter(({ value }) => value["format"] === "password")
      .flatMap(({ name, path, value }): readonly Problem[] => [
        ...(declared.has(name)
          ? []
          : [{ path, message: message("rule.profile-secret.undeclared", { field: name }) }]),
        ...(Object.hasOwn(value, "default")
          ? [{ path, message: message("rule.profile-secret.default", { field: name }) }]
          : []),
      ]);
  },
};
