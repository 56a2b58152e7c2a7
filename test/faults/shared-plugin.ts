import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "@perennial/api";
import type { PluginPort } from "@perennial/engine";
import {
  bundledRuntime,
  DEFAULT_LIMITS,
  noLog,
  PluginProcesses,
  systemTimers,
  type RunnablePlugin,
  type StepServicesFactory,
} from "@perennial/plugins";
import { repositoryRoot } from "../harness/index.js";

/** The LuxTrust plugin in its process, for one host after the other. */
export class SharedPlugin {
  readonly port: PluginPort;
  private current: StepServicesFactory | undefined;

  private constructor(
    plugin: RunnablePlugin,
    /** Where the profile keeps its keys. */
    readonly place: string,
  ) {
    const processes = new PluginProcesses({
      runtime: bundledRuntime(
        process.execPath,
        join(repositoryRoot(), "hosts/cli/dist/cli/plugin-process.mjs"),
      ),
      limits: { ...DEFAULT_LIMITS, idle: 600_000 },
      timers: systemTimers,
      log: noLog,
      health: { check: () => Promise.resolve(), recordCrash: () => Promise.resolve(undefined) },
      services: {
        open: (context) => this.services().open(context),
        close: () => Promise.resolve(),
      },
    });
    this.port = {
      plugins: () => Promise.resolve([plugin]),
      plugin: () => Promise.resolve(plugin),
      runStep: (run, callbacks, cancellation) =>
        processes.runStep(plugin, run, callbacks, cancellation),
      guard: () => Promise.resolve("allowed"),
      dispose: () => processes.dispose(),
    };
  }

  static async open(place: string): Promise<SharedPlugin> {
    const folder = join(repositoryRoot(), "plugins/luxtrust");
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
    const plugin: RunnablePlugin = {
      id: "luxtrust",
      version: manifest.version,
      displayName: manifest.displayName,
      publisher: manifest.publisher,
      folder,
      providers: manifest.perennial.contributes.providers,
      pages: manifest.perennial.permissions?.pages ?? [],
      manifest,
    };
    return new SharedPlugin(plugin, place);
  }

  /** From now on the plugin's steps are served by this host. */
  serve(services: StepServicesFactory): void {
    this.current = services;
  }

  private services(): StepServicesFactory {
    if (this.current === undefined) throw new Error("no host serves the plugin");
    return this.current;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.port.dispose();
  }
}
