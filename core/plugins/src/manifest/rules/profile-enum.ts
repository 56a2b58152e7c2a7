import { message, type Message } from "@perennial/api";
import { fieldsOf, providersOf, type UnknownRecord } from "../navigate.js";
import type { Rule } from "../rule.js";

/** `enum` belongs to a string, and `enumTitles` has as many titles as `enum` has values. */
export const profileEnum: Rule = {
  id: "profile-enum",
  severity: "error",
  hint: message("rule.profile-enum.hint"),
  check(plugin) {
    return providersOf(plugin)
      .flatMap((provider) => fieldsOf(provider))
      .flatMap(({ name, path, value }) => {
        const text = wrong(name, value);
        return text === undefined ? [] : [{ path, message: text }];
      });
  },
};

function wrong(field: string, schema: UnknownRecord): Message | undefined {
  const values = schema["enum"];
  const titles = schema["enumTitles"];
  if (values !== undefined && schema["type"] !== "string") {
    return message("rule.profile-enum.type", { field });
  }
  if (!Array.isArray(titles)) return undefined;
  if (!Array.isArray(values)) return message("rule.profile-enum.titles-alone", { field });
  return values.length === titles.length
    ? undefined
    : message("rule.profile-enum.count", { field, values: values.length, titles: titles.length });
}
