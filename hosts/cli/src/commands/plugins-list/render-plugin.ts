import type { Localizer } from "@perennial/l10n";
import type { Output } from "../../output/output.js";
import { say } from "../../output/say.js";
import type { PluginFinding, PluginListing } from "../../ports/plugin-book.js";

/** A plugin in a few lines: what it is, why it is not used, what it serves. */
export async function renderPlugin(
  plugin: PluginListing,
  out: Output,
  texts: Localizer,
): Promise<void> {
  const { id = plugin.folder, version = "", publisher = "", displayName = "" } = plugin;
  const name = await texts.title(displayName, id);
  const by = await say(texts, "plugins.by", { name, publisher });
  out.line(`${out.style("heading", `${id} ${version}`.trim())}  ${by}`, 0, 2);
  const state = plugin.active ? "active" : plugin.enabled ? "unused" : "disabled";
  const source = await say(texts, `plugins.source.${plugin.source}`);
  out.line(await say(texts, `plugins.${state}`, { source }), 2);
  for (const note of plugin.notes) out.line(await texts.text(note), 2, 4);
  for (const provider of plugin.providers) {
    const value = await texts.title(provider.title, id);
    out.line(await say(texts, "pair", { label: provider.id, value }), 2, 4);
  }
}

/** A finding: where, what, and what to do. */
export async function renderFinding(
  { rule, severity, file, path, message, hint }: PluginFinding,
  out: Output,
  texts: Localizer,
): Promise<void> {
  const label = await say(texts, `severity.${severity}`);
  const place = path === "" ? file : `${file} ${path}`;
  const style = severity === "error" ? "bad" : "warning";
  const words = await say(texts, "pair", { label: place, value: await texts.text(message) });
  out.line(`${out.style(style, label)} ${words} [${rule}]`, 0, 2);
  out.line(await texts.text(hint), 2);
}
