import { message, type Manifest } from "@perennial/api";
import { apiVersion as ownApiVersion } from "./api-version.js";
import type { Finding } from "./finding.js";
import type { PluginSource } from "./plugin-source.js";
import { readManifest } from "./read-manifest.js";
import { readPluginFolder } from "./read-plugin-folder.js";
import { applyRule } from "./rule.js";

/** What validation found. */
export interface PluginValidation {
  /** All findings of all rules, errors first; empty for a sound plugin. */
  readonly findings: readonly Finding[];
  /** Present when there is no error among the findings. */
  readonly manifest?: Manifest;
}

/**
 * Checks a plugin's folder by every rule, without running any of its code.
 * @param apiVersion the version of `@perennial/api` to hold it to, by default this host's.
 */
export async function validatePlugin(
  folder: string,
  { apiVersion = ownApiVersion }: { readonly apiVersion?: string } = {},
): Promise<PluginValidation> {
  const read = await readManifest(folder);
  if ("problem" in read) {
    const hint = message("rule.manifest-file.hint");
    const whole = {
      rule: "manifest-file",
      severity: "error",
      file: "package.json",
      path: "",
    } as const;
    return { findings: [{ ...whole, message: read.problem, hint }] };
  }
  const findings = await checkPlugin(await readPluginFolder(folder, read.manifest, apiVersion));
  return hasErrors(findings)
    ? { findings }
    : // The rules have established its shape.
      { findings, manifest: read.manifest as unknown as Manifest };
}

/** All findings about a plugin as it was read. */
export async function checkPlugin(plugin: PluginSource): Promise<readonly Finding[]> {
  // Only here, so that listing sound plugins loads no rule.
  const { rules } = await import("./rules/index.js");
  const found = (await Promise.all(rules.map((rule) => applyRule(rule, plugin)))).flat();
  const rank = { error: 0, warning: 1 } as const;
  return withoutEchoes(found).toSorted((a, b) => rank[a.severity] - rank[b.severity]);
}

/** Whether a plugin with these findings must not load. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}

/** Where a rule of its own explains a value, the schema's bare complaint about it is left out. */
function withoutEchoes(findings: readonly Finding[]): readonly Finding[] {
  const explained = new Set(
    findings
      .filter(({ rule }) => rule !== "manifest-shape")
      .map(({ file, path }) => `${file}#${path}`),
  );
  return findings.filter(
    ({ rule, file, path }) => rule !== "manifest-shape" || !explained.has(`${file}#${path}`),
  );
}
