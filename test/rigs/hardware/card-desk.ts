// What the tests of Perennial's token side have in common: a card behind the fault shim, the
// services over it, and a person who enters PINs.
import type { Context } from "mocha";
import type { Json } from "@perennial/api";
import {
  compiledTokenRuntime,
  ConfiguredModules,
  openTokens,
  OrderedDiscovery,
  type FoundModule,
  type HealthRecords,
  type PinQuestion,
  type PinSource,
  type TokenKeys,
  type TokenLimits,
  type TokenServices,
} from "@perennial/hardware";
import { FaultShim } from "../fault-shim.js";
import { requireRig } from "../require-rig.js";
import type { ShimSettings } from "../shim-settings.js";
import { SoftHsm } from "../soft-hsm.js";

export const label = "Card";
export const pin = "123456";

/** Somebody who enters these PINs, one after the other. */
export class Person implements PinSource {
  readonly unattended = false;
  readonly questions: PinQuestion[] = [];
  readonly #pins: (string | Buffer)[];

  constructor(...pins: readonly (string | Buffer)[]) {
    this.#pins = [...pins];
  }

  ask(question: PinQuestion) {
    this.questions.push(question);
    const next = this.#pins.shift();
    return Promise.resolve(
      next === undefined
        ? undefined
        : { pin: typeof next === "string" ? Buffer.from(next) : next, acceptLastTry: false },
    );
  }
}

/** Records in memory. */
export function memoryRecords(): HealthRecords {
  const values = new Map<string, Json>();
  return {
    read: (prefix) =>
      Promise.resolve(Object.fromEntries([...values].filter(([name]) => name.startsWith(prefix)))),
    write: (name, value) => {
      if (value === undefined) values.delete(name);
      else values.set(name, value);
      return Promise.resolve();
    },
  };
}

/** Perennial's services over these modules, by their paths. */
export function openModules(
  home: string,
  paths: readonly string[],
  more: {
    readonly env?: Readonly<Record<string, string>>;
    readonly limits?: Partial<TokenLimits>;
    readonly records?: HealthRecords;
  } = {},
): Promise<TokenServices> {
  const named = paths.map((path) => ({ path, name: path }));
  return openTokens({
    home,
    runtime: compiledTokenRuntime(process.execPath, { ...process.env, ...more.env }),
    discovery: new OrderedDiscovery([new ConfiguredModules(named)]),
    records: more.records ?? memoryRecords(),
    now: Date.now,
    ...(more.limits === undefined ? {} : { limits: more.limits }),
  });
}

/** One card behind the shim with the services over it, taken away with it. */
export class CardDesk implements AsyncDisposable {
  private constructor(
    readonly hsm: SoftHsm,
    readonly shim: FaultShim,
    readonly services: TokenServices,
  ) {}

  static async open(
    context: Context,
    settings: ShimSettings = {},
    limits: Partial<TokenLimits> = {},
    userPin = pin,
  ): Promise<CardDesk> {
    requireRig(context, FaultShim.missing());
    const hsm = await SoftHsm.open({ tokens: [{ label, userPin }] });
    const shim = await FaultShim.open(hsm, settings);
    const home = hsm.home.file("perennial");
    return new CardDesk(hsm, shim, await openModules(home, [shim.modulePath], { limits }));
  }

  keys(person: PinSource = new Person(pin)): TokenKeys {
    return this.services.keys({ label }, person);
  }

  /** The module as listings have it. */
  async module(): Promise<FoundModule | undefined> {
    return (await this.services.modules.list()).modules[0]?.module;
  }

  /** Lengths of the PINs that reached the card, in order. */
  async logins(): Promise<readonly number[]> {
    return (await this.shim.calls("C_Login")).map(({ details }) => Number(details["pin"]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.services.modules.end();
    await this.shim[Symbol.asyncDispose]();
    await this.hsm[Symbol.asyncDispose]();
  }
}
