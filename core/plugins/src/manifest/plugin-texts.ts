import {
  at,
  child,
  elements,
  fieldsOf,
  isString,
  providersOf,
  stepsOf,
  strings,
  type Located,
} from "./navigate.js";
import type { PluginSource } from "./plugin-source.js";

/** A text for people in a manifest. */
export interface PluginText extends Located<string> {
  /** In forms the key stands without `%`, as in forms that code makes; `%key%` is taken too. */
  readonly plainKey: boolean;
}

/** All texts for people that a manifest holds. */
export function pluginTexts(plugin: PluginSource): readonly PluginText[] {
  const { manifest } = plugin;
  const providers = providersOf(plugin);
  const titles = [
    at(manifest, "displayName"),
    at(manifest, "description"),
    ...providers.flatMap((provider) => [
      child(provider, "title"),
      child(provider, "description"),
      child(child(provider, "notice"), "text"),
      child(child(provider, "notice"), "expired"),
      ...stepsOf(provider).flatMap((step) => [
        child(step, "title"),
        ...elements(child(step, "asks")).map((ask) => (isString(ask) ? ask : child(ask, "text"))),
      ]),
      ...elements(child(provider, "contacts")).map((contact) => child(contact, "topic")),
    ]),
  ];
  const labels = providers
    .flatMap((provider) => fieldsOf(provider))
    .flatMap((field) => [
      child(field, "title"),
      child(field, "description"),
      child(field, "patternTitle"),
      ...strings(child(field, "enumTitles")),
    ]);
  return [
    ...titles.filter(isString).map((text) => ({ ...text, plainKey: false })),
    ...labels.filter(isString).map((text) => ({ ...text, plainKey: true })),
  ];
}
