import { message, softwareKeyPlace } from "@perennial/api";
import { fieldsOf, permission, pointer, providersOf, stepsOf, strings } from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/**
 * Whoever lets a profile say where keys live makes keys, and tells which steps use them: there the
 * plan announces that the PIN of a token is asked for. Which token that is, is the person's to choose:
 * a default names none.
 */
export const keyPlace: Rule = {
  id: "key-place",
  severity: "error",
  hint: message("rule.key-place.hint"),
  check(plugin) {
    const mayGenerate = strings(permission(plugin, "keys")).some(
      ({ value }) => value === "generate",
    );
    return providersOf(plugin).flatMap((provider) =>
      fieldsOf(provider)
        .filter(({ value }) => value["format"] === "key-place")
        .flatMap(({ name, path, value }): readonly Problem[] => [
          ...(mayGenerate
            ? []
            : [{ path, message: message("rule.key-place.no-permission", { field: name }) }]),
          ...(stepsOf(provider).some(({ value }) => value["usesKey"] === true)
            ? []
            : [{ path, message: message("rule.key-place.no-step", { field: name }) }]),
          ...(value["default"] === undefined || value["default"] === softwareKeyPlace
            ? []
            : [
                {
                  path: pointer(path, "default"),
                  message: message("rule.key-place.token-default", { field: name }),
                },
              ]),
        ]),
    );
  },
};
