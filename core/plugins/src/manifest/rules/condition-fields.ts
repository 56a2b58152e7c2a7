import { message, type Message } from "@perennial/api";
import {
  child,
  elements,
  entries,
  fieldsOf,
  property,
  providersOf,
  stepsOf,
  strings,
  type Located,
} from "../navigate.js";
import type { Rule } from "../rule.js";

/** `when` compares fields and accounts that there are with values that they can have. */
export const conditionFields: Rule = {
  id: "condition-fields",
  severity: "error",
  hint: message("rule.condition-fields.hint"),
  check(plugin) {
    return providersOf(plugin).flatMap((provider) =>
      [
        ...stepsOf(provider),
        ...stepsOf(provider).flatMap((step) => elements(child(step, "asks"))),
        ...stepsOf(provider).flatMap((step) => elements(child(step, "variants"))),
        ...elements(child(provider, "contacts")),
      ]
        .flatMap((conditional) => entries(child(conditional, "when")))
        .flatMap(({ name, path, value }) => {
          const text = wrong(provider, name, value);
          return text === undefined ? [] : [{ path, message: text }];
        }),
    );
  },
};

function wrong(provider: Located, name: string, value: unknown): Message | undefined {
  if (name === "account") {
    return accountsOf(provider).includes(String(value))
      ? undefined
      : message("rule.condition-fields.no-account", { account: String(value) });
  }
  const field = fieldsOf(provider).find((candidate) => candidate.name === name);
  if (field === undefined) return message("rule.condition-fields.no-field", { field: name });
  const type = property(field.value, "type");
  if (typeof type === "string" && !isOf(type, value)) {
    return message("rule.condition-fields.type", { field: name, type });
  }
  const values = property(field.value, "enum");
  return Array.isArray(values) && !values.includes(value)
    ? message("rule.condition-fields.no-value", { field: name, value: String(value) })
    : undefined;
}

function accountsOf(provider: Located): readonly string[] {
  const accounts = child(provider, "accounts");
  if (accounts.value === undefined) return ["main"];
  return entries(child(accounts, "values"))
    .flatMap(strings)
    .map(({ value }) => value);
}

function isOf(type: string, value: unknown): boolean {
  return typeof value === (type === "integer" ? "number" : type);
}
