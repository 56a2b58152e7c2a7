import { cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Json, Manifest } from "@perennial/api";
import type { StepCallbacks, StepRun } from "@perennial/engine";
import {
  bundledRuntime,
  DEFAULT_LIMITS,
  noLog,
  PluginProcesses,
  systemTimers,
  type RunnablePlugin,
} from "@perennial/plugins";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const callsMeasured = 500;

const callbacks: StepCallbacks = {
  beginEffect: () => Promise.resolve({ state: "perform" }),
  completeEffect: () => Promise.resolve(),
  clearEffect: () => Promise.resolve(),
  doubtEffect: () => Promise.reject(new Error("nothing is in doubt here")),
  progress: () => undefined,
  note: () => Promise.resolve(),
};
const notCancelled = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};

/** From fork to the first answer of a step, and one round trip from the plugin to the host. */
export async function pluginFigures(scratch: string): Promise<readonly string[]> {
  const folder = join(scratch, "plugin");
  cpSync(join(root, "test/bench/fixtures/caller"), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const plugin: RunnablePlugin = {
    id: manifest.name,
    version: manifest.version,
    displayName: manifest.displayName,
    publisher: manifest.publisher,
    folder,
    providers: manifest.perennial.contributes.providers,
    pages: [],
    manifest,
  };
  const firsts: number[] = [];
  let roundTrip = Number.NaN;
  for (let round = 0; round < 7; round += 1) {
    const processes = open();
    const started = process.hrtime.bigint();
    await processes.runStep(plugin, runOf(plugin, "first"), callbacks, notCancelled);
    firsts.push(Number(process.hrtime.bigint() - started) / 1e6);
    const outcome = await processes.runStep(
      plugin,
      { ...runOf(plugin, "calls"), profile: { calls: callsMeasured } },
      callbacks,
      notCancelled,
    );
    if (outcome.outcome !== "done") throw new Error(JSON.stringify(outcome));
    roundTrip = (outcome.output as { each: number }).each;
    await processes.dispose();
  }
  const median = firsts.sort((a, b) => a - b)[Math.floor(firsts.length / 2)] ?? Number.NaN;
  return [
    `a plugin's process from fork to its first answer: ${median.toFixed(0)} ms`,
    `a round trip from a plugin to a service of the host: ${roundTrip.toFixed(2)} ms`,
  ];
}

function open(): PluginProcesses {
  return new PluginProcesses({
    runtime: bundledRuntime(process.execPath, join(root, "hosts/cli/dist/cli/plugin-process.mjs")),
    limits: { ...DEFAULT_LIMITS, messagesPerSecond: Number.MAX_SAFE_INTEGER },
    timers: systemTimers,
    log: noLog,
    health: { check: () => Promise.resolve(), recordCrash: () => Promise.resolve(undefined) },
    services: {
      open: () => Promise.resolve({ call: (): Promise<Json> => Promise.resolve("00ff") }),
      close: () => Promise.resolve(),
    },
  });
}

function runOf(plugin: RunnablePlugin, step: string): StepRun {
  return {
    renewal: "bench",
    group: "bench",
    pluginId: plugin.id,
    pluginVersion: plugin.version,
    provider: plugin.providers[0]?.id ?? "",
    step,
    profileId: "bench",
    profile: {},
    account: "main",
    accounts: ["main"],
    startedAt: "2026-11-20T09:00:00Z",
    outputs: {},
    siblings: {},
    answers: {},
  };
}
