import {
  PerennialError,
  toErrorData,
  type CancellationToken,
  type Effect,
  type ErrorData,
  type Guard,
  type GuardRequest,
  type Json,
  type Message,
  type Outcome,
  type ProviderManifest,
  type StepManifest,
} from "@perennial/api";
import type { KnownPlugin, PluginPort, StepCallbacks, StepRun } from "../ports/plugin-port.js";

/** What a fake step works with: the run as data, effects, and what it may tell. */
export interface FakeRenewal extends StepRun {
  readonly cancellation: CancellationToken;
  effect<T extends Json>(effect: Effect<T>): Promise<T>;
  note(text: Message): Promise<void>;
  progress(text: Message, done?: number, total?: number): void;
}

/** A step as a function, with its part of the manifest. */
export interface FakeStep extends Partial<Omit<StepManifest, "name">> {
  readonly name: string;
  readonly run: (renewal: FakeRenewal) => Promise<Outcome<Json>> | Outcome<Json>;
}

/** One version of a fake plugin with one provider. */
export interface FakePlugin {
  readonly id?: string;
  readonly version?: string;
  /** Versions that this one takes over. */
  readonly takesOver?: readonly string[];
  readonly provider?: Partial<ProviderManifest>;
  readonly guard?: Guard;
  readonly adoptsTokens?: boolean;
  readonly steps: readonly FakeStep[];
}

/** Plugins whose steps run in this process. */
export class FakePlugins implements PluginPort {
  installed: readonly FakePlugin[];
  /** How often each step ran, by name. */
  readonly runs = new Map<string, number>();

  constructor(...installed: readonly FakePlugin[]) {
    this.installed = installed;
  }

  plugins(): Promise<readonly KnownPlugin[]> {
    return Promise.resolve(this.installed.map(toKnown));
  }

  plugin(id: string, version: string): Promise<KnownPlugin> {
    const found = this.find(id, version);
    if (found !== undefined) return Promise.resolve(toKnown(found));
    return Promise.reject(new PerennialError("plugin.not-found", { plugin: id, version }));
  }

  successor(id: string, version: string): Promise<KnownPlugin | undefined> {
    const found = this.installed.find(
      (plugin) => idOf(plugin) === id && plugin.takesOver?.includes(version) === true,
    );
    return Promise.resolve(found === undefined ? undefined : toKnown(found));
  }

  async runStep(
    run: StepRun,
    callbacks: StepCallbacks,
    cancellation: CancellationToken,
  ): Promise<Outcome<Json>> {
    const step = this.find(run.pluginId, run.pluginVersion)?.steps.find(
      ({ name }) => name === run.step,
    );
    if (step === undefined) throw new PerennialError("plugin.not-found", { step: run.step });
    this.runs.set(run.step, (this.runs.get(run.step) ?? 0) + 1);
    try {
      return await step.run({
        ...run,
        cancellation,
        effect: (effect) => runEffect(effect, callbacks),
        note: (text) => callbacks.note(text),
        progress: (text, done, total) => callbacks.progress(text, done, total),
      });
    } catch (error) {
      return { outcome: "failed", error: toErrorData(error) };
    }
  }

  async guard(id: string, provider: string, request: GuardRequest): Promise<"allowed" | ErrorData> {
    const plugin = this.installed.find(
      (one) => idOf(one) === id && one.provider?.id === provider && one.guard !== undefined,
    );
    return plugin?.guard?.(request) ?? "allowed";
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  private find(id: string, version: string): FakePlugin | undefined {
    return this.installed.find(
      (plugin) => idOf(plugin) === id && (plugin.version ?? "1.0.0") === version,
    );
  }
}

/** As a plugin's process does it. */
async function runEffect<T extends Json>(effect: Effect<T>, callbacks: StepCallbacks): Promise<T> {
  const { key, intent } = effect;
  const begun = await callbacks.beginEffect(key, intent);
  switch (begun.state) {
    case "performed":
      return begun.result as T;
    case "perform":
      return perform(effect, callbacks);
    case "confirmed":
      if (effect.confirmed === undefined) return callbacks.doubtEffect(key, false);
      return complete(effect.confirmed(begun.reference), key, "confirmed", callbacks);
    case "find": {
      const found = await effect.find({ intendedAt: begun.intendedAt });
      if (found.state === "happened") return complete(found.result, key, "found", callbacks);
      if (found.state === "unknown") {
        return callbacks.doubtEffect(key, effect.confirmed !== undefined);
      }
      await callbacks.clearEffect(key, { found: found.state });
      await callbacks.beginEffect(key, intent);
      return perform(effect, callbacks);
    }
  }
}

async function perform<T extends Json>(effect: Effect<T>, callbacks: StepCallbacks): Promise<T> {
  let result: T;
  try {
    result = await effect.perform();
  } catch (error) {
    if (PerennialError.is(error) && error.effect === "none") {
      await callbacks.clearEffect(effect.key, { error: error.code });
    }
    throw error;
  }
  return complete(result, effect.key, "performed", callbacks);
}

async function complete<T extends Json>(
  result: T,
  key: string,
  how: "performed" | "found" | "confirmed",
  callbacks: StepCallbacks,
): Promise<T> {
  await callbacks.completeEffect(key, result, how);
  return result;
}

function idOf(plugin: FakePlugin): string {
  return plugin.id ?? "acme";
}

function toKnown(plugin: FakePlugin): KnownPlugin {
  const id = idOf(plugin);
  return {
    id,
    version: plugin.version ?? "1.0.0",
    displayName: id,
    publisher: id,
    folder: `/plugins/${id}`,
    pages: [],
    ...(plugin.adoptsTokens === undefined ? {} : { adoptsTokens: plugin.adoptsTokens }),
    providers: [
      {
        id: `${id}.card`,
        title: "%title%",
        kind: "rekey",
        profile: { type: "object", properties: {} },
        notice: { before: "P1M", text: "%notice%", expired: "%expired%" },
        ...plugin.provider,
        steps: plugin.steps.map(toManifest),
      },
    ],
  };
}

function toManifest(step: FakeStep): StepManifest {
  const manifest: StepManifest & { run?: unknown } = {
    title: `%step.${step.name}%`,
    actor: "host",
    ...step,
  };
  delete manifest.run;
  return manifest;
}
