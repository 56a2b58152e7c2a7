import { message } from "@perennial/api";
import { isKebab, toKebab } from "../kebab.js";
import { child, providersOf, strings } from "../navigate.js";
import type { Rule } from "../rule.js";

/** Names of guarded operations are in kebab case. */
export const operationNames: Rule = {
  id: "operation-names",
  severity: "error",
  hint: message("rule.operation-names.hint"),
  check(plugin) {
    return providersOf(plugin)
      .flatMap((provider) => strings(child(provider, "operations")))
      .filter(({ value }) => !isKebab(value))
      .map(({ path, value }) => {
        const mended = toKebab(value);
        return {
          path,
          message: message("rule.operation-names", { name: value }),
          ...(mended === undefined
            ? {}
            : {
                fix: {
                  file: "package.json",
                  operations: [{ op: "replace" as const, path, value: mended }],
                },
              }),
        };
      });
  },
};
