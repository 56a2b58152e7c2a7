import {
  PerennialError,
  type Json,
  type JsonObject,
  type Manifest,
  type Message,
} from "@perennial/api";
import type { StepCallbacks, StepRun } from "@perennial/engine";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DEFAULT_LIMITS, type PluginLimits } from "./limits.js";
import { PluginProcesses } from "./plugin-processes.js";
import { unbundledRuntime } from "./plugin-runtime.js";
import type { RunnablePlugin } from "./runnable-plugin.js";
import type { StepServices, StepServicesFactory } from "./step-services.js";
import { systemTimers } from "./timers.js";

export const FIXTURES = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "fixtures");

/** A plugin from its folder, without the catalogue. */
export async function runnable(folder: string): Promise<RunnablePlugin> {
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
  return {
    id: manifest.name,
    version: manifest.version,
    displayName: manifest.displayName,
    publisher: manifest.publisher,
    folder,
    providers: manifest.perennial.contributes.providers,
    pages: manifest.perennial.permissions?.pages ?? [],
    manifest,
  };
}

export function stepRun(
  plugin: RunnablePlugin,
  step: string,
  more: Partial<StepRun> = {},
): StepRun {
  return {
    renewal: "r-1",
    group: "g-1",
    pluginId: plugin.id,
    pluginVersion: plugin.version,
    provider: plugin.providers[0]?.id ?? "",
    step,
    profileId: "meridian",
    profile: {},
    account: "main",
    accounts: ["main"],
    startedAt: "2026-11-20T09:00:00Z",
    outputs: {},
    siblings: {},
    answers: {},
    ...more,
  };
}

/** An engine's side of the effects, in memory. */
export class RecordedCallbacks implements StepCallbacks {
  readonly events: Json[] = [];
  readonly notes: Message[] = [];
  begun: Awaited<ReturnType<StepCallbacks["beginEffect"]>>[] = [];

  beginEffect(key: string, intent: JsonObject) {
    this.events.push(["begin", key, intent]);
    return Promise.resolve(this.begun.shift() ?? { state: "perform" as const });
  }
  completeEffect(key: string, result: Json, how: string) {
    this.events.push(["complete", key, result, how]);
    return Promise.resolve();
  }
  clearEffect(key: string, why: JsonObject) {
    this.events.push(["clear", key, why]);
    return Promise.resolve();
  }
  doubtEffect(key: string, canConfirm: boolean): Promise<never> {
    this.events.push(["doubt", key, canConfirm]);
    return Promise.reject(new Error("the engine stops the run"));
  }
  progress(): void {
    this.events.push("progress");
  }
  note(text: Message) {
    this.notes.push(text);
    return Promise.resolve();
  }
}

/** A plugin host with small services, keeping what happened. */
export class TestHost {
  readonly crashes: Json[] = [];
  readonly lines: string[] = [];
  readonly closed: string[] = [];
  quarantine = false;
  readonly processes: PluginProcesses;

  constructor(limits: Partial<PluginLimits> = {}, services?: StepServicesFactory) {
    this.processes = new PluginProcesses({
      runtime: unbundledRuntime(process.execPath),
      limits: { ...DEFAULT_LIMITS, ...limits },
      timers: systemTimers,
      log: { write: ({ plugin, text }) => this.lines.push(`${plugin}: ${text}`) },
      health: {
        check: (plugin) =>
          this.quarantine
            ? Promise.reject(new PerennialError("plugin.quarantined", { plugin }))
            : Promise.resolve(),
        recordCrash: (id, reason) => {
          this.crashes.push([id, reason.code]);
          return Promise.resolve(undefined);
        },
      },
      services: services ?? {
        open: ({ callbacks }) => Promise.resolve(smallServices(callbacks)),
        close: ({ id }) => {
          this.closed.push(id);
          return Promise.resolve();
        },
      },
    });
  }
}

function smallServices(callbacks: StepCallbacks): StepServices {
  return {
    async call(method, args) {
      if (method === "keys.newId") return "00ff";
      if (method === "ui.note") await callbacks.note(args[0] as Message);
      return null;
    },
  };
}

export const notCancelled = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};
