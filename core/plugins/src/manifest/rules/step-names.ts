import { message } from "@perennial/api";
import { isKebab, toKebab } from "../kebab.js";
import { child, isString, providersOf, stepsOf, type Located } from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/** Names of steps are in kebab case and unique in their provider. */
export const stepNames: Rule = {
  id: "step-names",
  severity: "error",
  hint: message("rule.step-names.hint"),
  check(plugin) {
    return providersOf(plugin).flatMap((provider) => {
      const names = stepsOf(provider)
        .map((step) => child(step, "name"))
        .filter(isString);
      return names.flatMap((name, index) => problem(name, names.slice(0, index)));
    });
  },
};

function problem(
  { value, path }: Located<string>,
  before: readonly Located<string>[],
): readonly Problem[] {
  if (!isKebab(value)) {
    const mended = toKebab(value);
    return [
      {
        path,
        message: message("rule.step-names.format", { name: value }),
        ...(mended === undefined
          ? {}
          : {
              fix: {
                file: "package.json",
                operations: [{ op: "replace", path, value: mended }],
              },
            }),
      },
    ];
  }
  return before.some((other) => other.value === value)
    ? [{ path, message: message("rule.step-names.twice", { name: value }) }]
    : [];
}
