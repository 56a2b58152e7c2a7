import {
  PerennialError,
  stepName,
  type Plugin,
  type Provider,
  type StepType,
} from "@perennial/api";
import { pathToFileURL } from "node:url";
import type { InitializeParams } from "./messages.js";

/** The plugin's code after it was loaded and compared with its manifest. */
export class LoadedPlugin {
  private constructor(
    readonly id: string,
    private readonly version: string,
    private readonly providers: ReadonlyMap<string, Provider>,
  ) {}

  /** @throws PerennialError `plugin.load-failed`, `plugin.no-export`, `plugin.steps-differ`. */
  static async load(params: InitializeParams): Promise<LoadedPlugin> {
    const providers = new Map(
      (await importPlugin(params)).providers.map((provider) => [provider.flow.provider, provider]),
    );
    for (const { id, steps } of params.providers) {
      const code = providers.get(id)?.flow.steps.map(stepName) ?? [];
      if (code.length !== steps.length || code.some((name, index) => name !== steps[index])) {
        throw new PerennialError("plugin.steps-differ", {
          plugin: params.plugin,
          provider: id,
          manifest: steps.join(", "),
          code: code.join(", "),
        });
      }
    }
    return new LoadedPlugin(params.plugin, params.version, providers);
  }

  /** @throws PerennialError `plugin.provider-gone`. */
  provider(id: string): Provider {
    const provider = this.providers.get(id);
    if (provider === undefined) {
      throw new PerennialError("plugin.provider-gone", {
        plugin: this.id,
        version: this.version,
        provider: id,
      });
    }
    return provider;
  }

  /** @throws PerennialError `plugin.provider-gone`, `plugin.no-such-step`. */
  step(provider: string, name: string): StepType {
    const found = this.provider(provider).flow.steps.find((type) => stepName(type) === name);
    if (found === undefined) {
      throw new PerennialError("plugin.no-such-step", { plugin: this.id, provider, step: name });
    }
    return found;
  }
}

async function importPlugin(params: InitializeParams): Promise<Plugin> {
  let loaded: { readonly default?: unknown };
  try {
    loaded = (await import(pathToFileURL(params.main).href)) as { readonly default?: unknown };
  } catch (error) {
    throw new PerennialError(
      "plugin.load-failed",
      { plugin: params.plugin, reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  }
  if (isPlugin(loaded.default)) return loaded.default;
  throw new PerennialError("plugin.no-export", { plugin: params.plugin });
}

function isPlugin(value: unknown): value is Plugin {
  if (typeof value !== "object" || value === null) return false;
  const { providers } = value as { providers?: unknown };
  return (
    Array.isArray(providers) &&
    providers.every((provider: unknown) => {
      const flow = (provider as { flow?: { provider?: unknown; steps?: unknown } } | null)?.flow;
      return typeof flow?.provider === "string" && Array.isArray(flow.steps);
    })
  );
}
