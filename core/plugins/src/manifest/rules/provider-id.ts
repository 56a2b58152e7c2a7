import { message, type Message } from "@perennial/api";
import { isKebab } from "../kebab.js";
import { child, idOf, isString, providersOf, type Located } from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/** A provider's id is the plugin's id, a dot and a name in kebab case, used once. */
export const providerId: Rule = {
  id: "provider-id",
  severity: "error",
  hint: message("rule.provider-id.hint"),
  check(plugin) {
    const plugins = idOf(plugin.manifest);
    if (plugins === undefined) return [];
    const ids = providersOf(plugin)
      .map((provider) => child(provider, "id"))
      .filter(isString);
    return ids.flatMap((id, index) => problem(id, plugins, ids.slice(0, index)));
  },
};

function problem(
  { value, path }: Located<string>,
  plugin: string,
  before: readonly Located<string>[],
): readonly Problem[] {
  const text = wrong(value, plugin, before);
  return text === undefined ? [] : [{ path, message: text }];
}

function wrong(
  id: string,
  plugin: string,
  before: readonly Located<string>[],
): Message | undefined {
  if (!id.startsWith(`${plugin}.`)) return message("rule.provider-id.prefix", { id, plugin });
  if (!isKebab(id.slice(plugin.length + 1))) return message("rule.provider-id.name", { id });
  return before.some(({ value }) => value === id)
    ? message("rule.provider-id.twice", { id })
    : undefined;
}
