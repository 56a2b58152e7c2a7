import { PerennialError } from "@perennial/api";
import type { KnownPlugin } from "@perennial/engine";
import type { Finding } from "../manifest/finding.js";
import type { Verdict } from "../policy/verdict.js";
import type { Candidate } from "./shelf.js";
import type { Summary } from "./summary.js";

/** @param available ids of the plugins that there are. */
export function notFound(plugin: string, available: readonly string[]): PerennialError {
  return new PerennialError("plugin.not-found", {
    plugin,
    available,
    count: available.length,
  });
}

/** @param available versions that there are. @param successor one of them that takes over. */
export function versionGone(
  plugin: string,
  version: string,
  available: readonly string[],
  successor: string | undefined,
): PerennialError {
  return new PerennialError(
    "plugin.version-gone",
    { plugin, version, available, successor: successor ?? "none" },
    { plugin },
  );
}

export function disabled(plugin: string): PerennialError {
  return new PerennialError("plugin.disabled", { plugin }, { plugin });
}

/** @param claimants folders of different packages with the same id. */
export function idConflict(plugin: string, claimants: readonly Candidate[]): PerennialError {
  return new PerennialError(
    "plugin.id-conflict",
    {
      plugin,
      packages: claimants.map(({ summary, folder }) => `${summary.name} (${folder})`),
    },
    { plugin },
  );
}

export function noSuchProvider({ id, version }: KnownPlugin, provider: string): PerennialError {
  return new PerennialError(
    "plugin.provider-gone",
    { plugin: id, version, provider },
    { plugin: id },
  );
}

export function refused(
  { id, version }: Summary,
  { code, rule, reason }: Extract<Verdict, { readonly verdict: "refused" }>,
): PerennialError {
  return new PerennialError(
    code,
    {
      plugin: id,
      version,
      rule: rule.id,
      file: rule.file,
      pointer: rule.pointer || "/",
      reason: { key: reason.key, ...(reason.args === undefined ? {} : { args: reason.args }) },
    },
    { plugin: id },
  );
}

export function invalid(
  { id, version }: Summary,
  folder: string,
  findings: readonly Finding[],
): PerennialError {
  const errors = findings.filter(({ severity }) => severity === "error");
  return new PerennialError(
    "plugin.invalid",
    {
      plugin: id,
      version,
      folder,
      count: errors.length,
      findings: errors.map(({ rule, file, path, message }) => ({
        rule,
        file,
        path,
        message: {
          key: message.key,
          ...(message.args === undefined ? {} : { args: message.args }),
        },
      })),
    },
    { plugin: id },
  );
}

export function changed({ id }: Summary, folder: string): PerennialError {
  return new PerennialError("plugin.changed", { plugin: id, folder }, { plugin: id, retry: {} });
}
