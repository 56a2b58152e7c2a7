import {
  PerennialError,
  stepName,
  type Plugin,
  type Provider,
  type StepType,
} from "@perennial/api";
import { pathToFileURL } from "node:url";
import type { InitializeParams } from "./messages.js";
import { missingInjections } from "./missing-injections.js";
import { placeOf } from "./place-of.js";

/** The plugin's code after it was loaded and compared with its manifest. */
export class LoadedPlugin {
  private constructor(
    readonly id: string,
    private readonly version: string,
    private readonly providers: ReadonlyMap<string, Provider>,
  ) {}

  /**
   * @throws PerennialError `plugin.load-failed`, `plugin.no-export`, `plugin.api-bundled`,
   *   `plugin.steps-differ`, `plugin.not-injected`.
   */
  static async load(params: InitializeParams): Promise<LoadedPlugin> {
    const providers = new Map(
      (await importPlugin(params)).providers.map((provider) => [provider.flow.provider, provider]),
    );
    for (const { id, steps } of params.providers) {
      const types = providers.get(id)?.flow.steps ?? [];
      const code = types.map((type) => nameOf(type, params.plugin));
      if (code.length !== steps.length || code.some((name, index) => name !== steps[index])) {
        throw new PerennialError("plugin.steps-differ", {
          plugin: params.plugin,
          provider: id,
          manifest: steps.join(", "),
          code: code.join(", "),
        });
      }
      requireInjections(types, params.plugin);
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
      { plugin: params.plugin, reason: reasonOf(error) },
      { cause: error },
    );
  }
  if (isPlugin(loaded.default)) return loaded.default;
  throw new PerennialError("plugin.no-export", { plugin: params.plugin });
}

/** With the place in the plugin's own code where the system tells one. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  const place = placeOf(error);
  return place === undefined ? reason : `${reason} (${place})`;
}

function nameOf(type: StepType, plugin: string): string {
  try {
    return stepName(type);
  } catch (error) {
    // `@step` of every copy of the API leaves this mark; only that of ours makes the step known.
    if (Object.hasOwn(type, Symbol.for("perennial.step"))) {
      throw new PerennialError("plugin.api-bundled", { plugin }, { cause: error });
    }
    throw new PerennialError(
      "plugin.load-failed",
      { plugin, reason: reasonOf(error) },
      { cause: error },
    );
  }
}

/** tsyringe gives `undefined` for a parameter that asks for nothing, which fails far from here. */
function requireInjections(types: readonly StepType[], plugin: string): void {
  const missing = types.flatMap((type) =>
    missingInjections(type).map((place) => `${type.name} [${place}]`),
  );
  if (missing.length === 0) return;
  throw new PerennialError("plugin.not-injected", {
    plugin,
    parameters: missing,
    count: missing.length,
  });
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
