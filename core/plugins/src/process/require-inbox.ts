import { PerennialError, type Wait } from "@perennial/api";
import type { StepRun } from "@perennial/engine";
import { coversNames } from "./covers-names.js";
import type { RunnablePlugin } from "./runnable-plugin.js";

/**
 * A wait may search the watched folders only for names that the manifest's `permissions.inbox` has.
 * What a person picks by hand is the person's to give.
 * @throws PerennialError `plugin.permission-denied`
 */
export function requireInbox(plugin: RunnablePlugin, run: StepRun, wait: Wait): void {
  const declared = plugin.manifest.perennial.permissions?.inbox ?? [];
  for (const value of namesOf(wait)) {
    if (declared.some((pattern) => coversNames(pattern, value))) continue;
    throw new PerennialError(
      "plugin.permission-denied",
      { plugin: plugin.id, permission: "inbox", value, hint: "permissions.inbox" },
      { plugin: plugin.id, step: run.step },
    );
  }
}

function namesOf(wait: Wait): readonly string[] {
  if (wait.for === "file" || wait.for === "mail") return wait.names;
  return wait.for === "poll" ? (wait.orFile?.names ?? []) : [];
}
