import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "@perennial/api";
import { newHome } from "../../test-support/stores.js";
import type { HealthRecords } from "../host/recorded-module-health.js";
import { compiledTokenRuntime } from "../host/token-runtime.js";
import type { TokenTimers } from "../host/timers.js";
import type { TokenLimits } from "../host/token-limits.js";
import type { PinQuestion, PinSource } from "../keys/pin-source.js";
import { ConfiguredModules, OrderedDiscovery } from "../modules/configured-modules.js";
import { openTokens, type TokenServices } from "../open-tokens.js";
import { skipBecause } from "../../test-support/skip-because.js";

export const softHsmModule = "/usr/lib/softhsm/libsofthsm2.so";
export const userPin = "123456";

/** SoftHSM with tokens and a configuration of its own. */
export interface SoftHsm {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Skips a test that needs SoftHSM where there is none; on a build machine (`CI=true`) it fails.
 */
export function needsSoftHsm(test: Mocha.Context): void {
  if (existsSync(softHsmModule)) return;
  if (process.env["CI"] === "true") throw new Error("There is no SoftHSM on this machine.");
  skipBecause(test, "no SoftHSM");
}

/** Makes tokens with these labels. */
export function softHsm(...labels: readonly string[]): SoftHsm {
  const home = newHome();
  const tokens = join(home, "softhsm");
  mkdirSync(tokens);
  const conf = join(home, "softhsm2.conf");
  writeFileSync(conf, `directories.tokendir = ${tokens}\nobjectstore.backend = file\n`);
  const env = { ...process.env, SOFTHSM2_CONF: conf };
  for (const label of labels) makeToken({ home, env }, label);
  return { home, env };
}

/** Makes one more token. */
export function makeToken({ env }: SoftHsm, label: string): void {
  const options = ["--init-token", "--free", "--label", label];
  const pins = ["--so-pin", "12345678", "--pin", userPin];
  execFileSync("softhsm2-util", [...options, ...pins], { env, stdio: "ignore" });
}

/** Records in memory, for the health of modules. */
export function memoryRecords(): HealthRecords & { readonly values: Map<string, Json> } {
  const values = new Map<string, Json>();
  return {
    values,
    read: (prefix) =>
      Promise.resolve(Object.fromEntries([...values].filter(([name]) => name.startsWith(prefix)))),
    write: (name, value) => {
      if (value === undefined) values.delete(name);
      else values.set(name, value);
      return Promise.resolve();
    },
  };
}

/** The services over SoftHSM. */
export function openSoftHsm(
  rig: SoftHsm,
  limits: Partial<TokenLimits> = {},
  records: HealthRecords = memoryRecords(),
  timers?: TokenTimers,
): Promise<TokenServices> {
  return openTokens({
    home: rig.home,
    runtime: compiledTokenRuntime(process.execPath, rig.env),
    discovery: new OrderedDiscovery([
      new ConfiguredModules([{ path: softHsmModule, name: "SoftHSM" }]),
    ]),
    records,
    now: Date.now,
    limits,
    ...(timers === undefined ? {} : { timers }),
  });
}

/** Somebody who enters these PINs, one after the other, and keeps what was asked. */
export class ScriptedPins implements PinSource {
  readonly questions: PinQuestion[] = [];
  readonly given: Uint8Array[] = [];

  constructor(
    private readonly pins: string[],
    readonly unattended = false,
    private readonly acceptLastTry = false,
  ) {}

  ask(question: PinQuestion) {
    this.questions.push(question);
    const next = this.pins.shift();
    if (next === undefined) return Promise.resolve(undefined);
    const pin = Buffer.from(next, "utf8");
    this.given.push(pin);
    return Promise.resolve({ pin, acceptLastTry: this.acceptLastTry });
  }
}
