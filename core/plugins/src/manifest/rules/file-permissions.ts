import { message } from "@perennial/api";
import { entries, fieldsOf, permission, providersOf } from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/** File permissions name profile fields in which the person names a folder or a file. */
export const filePermissions: Rule = {
  id: "file-permissions",
  severity: "error",
  hint: message("rule.file-permissions.hint"),
  check(plugin) {
    const fields = providersOf(plugin).flatMap((provider) => fieldsOf(provider));
    return entries(permission(plugin, "files")).flatMap(({ name, path }): readonly Problem[] => {
      const same = fields.filter((field) => field.name === name);
      if (same.length === 0) {
        return [{ path, message: message("rule.file-permissions.no-field", { field: name }) }];
      }
      return same.every(({ value }) => value["format"] === "folder" || value["format"] === "file")
        ? []
        : [{ path, message: message("rule.file-permissions.not-a-path", { field: name }) }];
    });
  },
};
