import { isRecord, property } from "./navigate.js";
import type { PluginSource } from "./plugin-source.js";

/** The key of a text `%key%`, or undefined for a literal text. */
export function textKey(text: string): string | undefined {
  return /^%([^%\s]+)%$/.exec(text)?.[1];
}

/** Whether the English catalogue has a key. True where there is no readable English catalogue: that has a rule of its own. */
export function hasText(plugin: PluginSource, key: string): boolean {
  const english = plugin.catalogues.find(({ language }) => language === "en")?.content;
  return !isRecord(english) || property(english, key) !== undefined;
}
