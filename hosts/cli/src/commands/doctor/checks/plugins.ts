import type { PluginListing } from "../../../ports/plugin-book.js";
import { fine, type Check, type CheckFinding } from "../check.js";

/** What the rules find in the plugins' folders, and which plugins crashed too often to be started. */
export const plugins: Check = {
  id: "plugins",
  async run({ plugins: book }) {
    const all = await (await book.get()).list();
    const findings = [...all.flatMap(invalid), ...quarantined(all)];
    return findings.length === 0 ? fine : findings;
  },
};

function invalid({ id, folder, findings }: PluginListing): readonly CheckFinding[] {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (errors === 0) return [];
  return [{ severity: "error", what: "invalid", args: { plugin: id ?? folder, errors, folder } }];
}

/** Each once, in however many versions it is there. */
function quarantined(all: readonly PluginListing[]): readonly CheckFinding[] {
  const found = new Map<string, CheckFinding>();
  for (const { id: plugin, quarantine } of all) {
    if (plugin === undefined || quarantine === undefined) continue;
    const { since, crashes, reason } = quarantine;
    const args = { plugin, since, crashes, reason: reason.code };
    found.set(plugin, { severity: "error", what: "quarantined", args });
  }
  return [...found.values()];
}
