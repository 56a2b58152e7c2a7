import type { ErrorData, Manifest } from "@perennial/api";
import { refused } from "../catalogue/plugin-errors.js";
import { summarize } from "../catalogue/summary.js";
import { toInstalledPlugin } from "../catalogue/to-installed-plugin.js";
import type { Finding } from "../manifest/finding.js";
import { validatePlugin } from "../manifest/validate-plugin.js";
import type { PolicyGate } from "../policy/policy-gate.js";
import type { PluginProcesses } from "./plugin-processes.js";

/** What an inspection of a folder found. */
export interface Inspection {
  readonly findings: readonly Finding[];
  /** Whether the plugin's code was loaded, or why not. */
  readonly code: "loaded" | "not-wanted" | "unsound" | "refused";
  /** Of `refused`: the policy's refusal. */
  readonly refusal?: ErrorData;
}

/**
 * Checks a folder by every rule and then loads its code, confined as always, to compare it with its
 * manifest. No step runs. Code that policy refuses, or whose manifest is not sound, is not loaded.
 */
export class PluginInspection {
  constructor(
    private readonly gate: PolicyGate,
    private readonly processes: Pick<PluginProcesses, "tryOut">,
  ) {}

  async inspect(folder: string, { code }: { readonly code: boolean }): Promise<Inspection> {
    const { findings, manifest } = await validatePlugin(folder);
    if (!code) return { findings, code: "not-wanted" };
    if (manifest === undefined) return { findings, code: "unsound" };
    return await this.#load(folder, manifest, findings);
  }

  async #load(
    folder: string,
    manifest: Manifest,
    findings: readonly Finding[],
  ): Promise<Inspection> {
    const summary = summarize(manifest as unknown as Readonly<Record<string, unknown>>);
    if (summary === undefined) return { findings, code: "unsound" };
    const source = "plugin-dir";
    const verdict = this.gate.open().evaluate({ ...summary, source });
    if (verdict.verdict === "refused") {
      return { findings, code: "refused", refusal: refused(summary, verdict).toJSON() };
    }
    const plugin = toInstalledPlugin({ folder, source, stamp: undefined, summary }, manifest);
    const failure = await this.processes.tryOut(plugin);
    if (failure === undefined) return { findings, code: "loaded" };
    return { findings: [asFinding(failure, manifest.main), ...findings], code: "loaded" };
  }
}

/** In the words of the error that a renewal would fail with. */
function asFinding({ code, params, detail }: ErrorData, file: string): Finding {
  return {
    rule: "code-loads",
    severity: "error",
    file,
    path: "",
    message: { key: `error.${code}`, args: { ...params, detail: detail ?? "" } },
    hint: { key: `error.${code}.next`, args: params },
  };
}
