import { message } from "@perennial/api";
import {
  child,
  entries,
  fieldsOf,
  isString,
  providersOf,
  strings,
  type Located,
} from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/** `accounts.by` names a required enum field, and `values` has accounts for each of its values. */
export const accountsBy: Rule = {
  id: "accounts-by",
  severity: "error",
  hint: message("rule.accounts-by.hint"),
  check(plugin) {
    return providersOf(plugin).flatMap(problemsOf);
  },
};

function problemsOf(provider: Located): readonly Problem[] {
  const accounts = child(provider, "accounts");
  const by = child(accounts, "by");
  if (!isString(by)) return [];
  const field = fieldsOf(provider).find(({ name }) => name === by.value);
  if (field === undefined) {
    return [{ path: by.path, message: message("rule.accounts-by.no-field", { field: by.value }) }];
  }
  const values = strings(child(field, "enum")).map(({ value }) => value);
  if (values.length === 0) {
    return [{ path: by.path, message: message("rule.accounts-by.no-enum", { field: by.value }) }];
  }
  return [
    ...optional(provider, by),
    ...coverage(child(accounts, "values"), values),
    ...names(child(accounts, "values")),
  ];
}

function optional(provider: Located, by: Located<string>): readonly Problem[] {
  const required = strings(child(child(provider, "profile"), "required"));
  return required.some(({ value }) => value === by.value)
    ? []
    : [{ path: by.path, message: message("rule.accounts-by.optional", { field: by.value }) }];
}

function coverage(accounts: Located, values: readonly string[]): readonly Problem[] {
  const covered = entries(accounts);
  return [
    ...values
      .filter((value) => !covered.some(({ name }) => name === value))
      .map((value) => ({
        path: accounts.path,
        message: message("rule.accounts-by.uncovered", { value }),
      })),
    ...covered
      .filter(({ name }) => !values.includes(name))
      .map(({ name, path }) => ({
        path,
        message: message("rule.accounts-by.no-value", { value: name }),
      })),
  ];
}

/** As the vendor writes it (`CRYPT`), but fit for file names and command lines. */
const accountName = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

function names(accounts: Located): readonly Problem[] {
  return entries(accounts)
    .flatMap(strings)
    .filter(({ value }) => !accountName.test(value))
    .map(({ path, value }) => ({
      path,
      message: message("rule.accounts-by.name", { account: value }),
    }));
}
