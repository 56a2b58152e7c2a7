import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore, type RenewalStore } from "@perennial/store";
import { Lazy } from "../lazy.js";
import { Vault } from "../tokens.js";
import { FakeEngine } from "./fake-engine.js";
import { FakePlugins } from "./fake-plugins.js";
import { runCommand, type RunSetting } from "./run-command.js";

/** Adds the profile of most tests; its values are to follow. */
export const addMeridian = ["profile", "add", "meridian", "--provider", "acme.mail"];

/** A folder to run commands in, with a journal, and a vault that tells what it was given. */
export class ProfileBench {
  readonly engine = new FakeEngine();
  readonly plugins = new FakePlugins();
  /** Profile, name and value of each secret. */
  readonly kept: (readonly string[])[] = [];
  /** The profiles whose secrets were forgotten. */
  readonly forgotten: string[] = [];

  private constructor(
    readonly folder: string,
    readonly store: RenewalStore,
  ) {}

  static async open(): Promise<ProfileBench> {
    const store = await openSqliteStore({ path: ":memory:" });
    // Several commands of one test share it.
    store.close = () => Promise.resolve();
    return new ProfileBench(await mkdtemp(join(tmpdir(), "perennial-profiles-")), store);
  }

  run(argv: readonly string[], more: Partial<RunSetting> = {}) {
    const { engine, store, plugins } = this;
    const vault = {
      keep: (profile: string, name: string, value: string) => {
        this.kept.push([profile, name, value]);
        return Promise.resolve({ secret: "ref" });
      },
      forgetAll: (profile: string) => {
        this.forgotten.push(profile);
        return Promise.resolve();
      },
    };
    return runCommand(argv, {
      engine,
      store,
      plugins,
      cwd: this.folder,
      bind: (scope) => scope.registerInstance(Vault.symbol, new Lazy(() => Promise.resolve(vault))),
      ...more,
    });
  }

  /** Makes a certificate with its file's name as the subject. */
  certificate(name: string, days = 20): string {
    const path = join(this.folder, name);
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    const files = ["-keyout", join(this.folder, "key.pem"), "-out", path];
    const content = ["-subj", `/CN=${name}`, "-addext", "basicConstraints=CA:FALSE"];
    const args = ["req", "-x509", ...key, ...files, ...content, "-days", String(days)];
    execFileSync("openssl", args, { stdio: "ignore" });
    return path;
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
