import { message, type Message } from "@perennial/api";
import type { Quarantine } from "../health/plugin-health.js";
import type { Finding } from "../manifest/finding.js";
import { at, child, elements, isString, type UnknownRecord } from "../manifest/navigate.js";
import type { Verdict } from "../policy/verdict.js";
import type { FoundFolder } from "./found-folder.js";
import type { PluginListing } from "./installed-plugin.js";
import { l10nFolder } from "./l10n-folder.js";
import { permissionWords } from "./permission-words.js";
import type { Candidate } from "./shelf.js";
import { isCandidate, verdictOn, type Situation } from "./situation.js";

/** What a listing shows of one folder. */
export function listPlugin(
  now: Situation,
  found: FoundFolder | Candidate,
  /** Of any shape; empty if it cannot be read. */
  manifest: UnknownRecord,
  findings: readonly Finding[],
  active: ReadonlySet<string>,
): PluginListing {
  const { folder, source } = found;
  const shared = { folder, source, findings, ...described(folder, manifest) };
  const unsound = findings.some(({ severity }) => severity === "error")
    ? [message("plugin.note.unsound", { folder })]
    : [];
  if (!isCandidate(found)) {
    return { ...shared, enabled: true, permissions: [], active: false, notes: unsound };
  }
  const { id, version, publisher, permissions } = found.summary;
  const quarantine = now.quarantines.get(id);
  const verdict = verdictOn(now, found);
  return {
    ...shared,
    id,
    version,
    publisher,
    enabled: !now.off.has(id),
    verdict,
    ...(quarantine === undefined ? {} : { quarantine }),
    permissions: permissionWords(permissions),
    active: active.has(folder),
    notes: [
      ...(verdict.verdict === "refused" ? [refusalNote(verdict)] : []),
      ...unsound,
      ...(quarantine === undefined ? [] : [quarantineNote(quarantine)]),
      ...notesOn(now, found, active),
    ],
  };
}

function described(
  folder: string,
  manifest: UnknownRecord,
): Pick<PluginListing, "displayName" | "l10n" | "providers"> {
  const displayName = at(manifest, "displayName");
  const l10n = l10nFolder(folder, manifest);
  return {
    ...(isString(displayName) ? { displayName: displayName.value } : {}),
    ...(l10n === undefined ? {} : { l10n }),
    providers: elements(at(manifest, "perennial", "contributes", "providers")).flatMap(
      (provider) => {
        const id = child(provider, "id");
        const title = child(provider, "title");
        return isString(id) && isString(title) ? [{ id: id.value, title: title.value }] : [];
      },
    ),
  };
}

function refusalNote({ rule, reason }: Extract<Verdict, { readonly verdict: "refused" }>): Message {
  const { key, args } = reason;
  return message("plugin.note.refused", {
    rule: rule.id,
    file: rule.file,
    reason: { key, ...(args === undefined ? {} : { args }) },
  });
}

function quarantineNote({ plugin, since, crashes }: Quarantine): Message {
  return message("plugin.note.quarantined", { plugin, since, crashes });
}

function notesOn(
  { shelf }: Situation,
  candidate: Candidate,
  active: ReadonlySet<string>,
): readonly Message[] {
  const { id, version } = candidate.summary;
  const same = shelf.get(id);
  if (same?.impostors.has(candidate) === true) {
    const owner = same.impostors.get(candidate);
    return owner === undefined
      ? [message("plugin.note.id-conflict", { plugin: id })]
      : [message("plugin.note.impostor", { plugin: id, owner })];
  }
  const before = same?.shadowed.get(candidate);
  if (before !== undefined) {
    return [message("plugin.note.shadowed", { version, folder: before.folder })];
  }
  const current = same?.versions.find(({ folder }) => active.has(folder));
  return current === undefined || current === candidate
    ? []
    : [message("plugin.note.not-active", { version, current: current.summary.version })];
}
