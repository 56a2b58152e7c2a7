import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore, type RenewalStore } from "@perennial/store";
import { FakeEngine } from "./fake-engine.js";
import { FakeKeys } from "./fake-keys.js";
import { FakePlugins } from "./fake-plugins.js";
import { runCommand } from "./run-command.js";

/** A folder to run commands in, with all that they administrate. */
export class AdministrationBench {
  readonly engine = new FakeEngine();
  readonly plugins = new FakePlugins();
  readonly keys = new FakeKeys();

  private constructor(
    readonly home: string,
    readonly store: RenewalStore,
  ) {}

  static async open(): Promise<AdministrationBench> {
    const store = await openSqliteStore({ path: ":memory:" });
    // Several commands of one test share it.
    store.close = () => Promise.resolve();
    return new AdministrationBench(await mkdtemp(join(tmpdir(), "perennial-admin-")), store);
  }

  run(argv: readonly string[], types?: readonly (readonly [string, string])[]) {
    const { engine, store, plugins, keys, home } = this;
    const typed = types === undefined ? {} : { types };
    return runCommand(argv, { engine, store, plugins, keys, home, ...typed });
  }

  close(): Promise<void> {
    return rm(this.home, { recursive: true, force: true });
  }
}
