import assert from "node:assert/strict";
import { FaultShim, SoftHsm, type ShimCall, type ShimSettings } from "../rigs/index.js";
import { World } from "./world.js";
import { type WorldOptions } from "./world-options.js";

export const cardPin = "73915402";
export const cardLabel = "LuxTrust card";
export const cardPlace = `pkcs11:token=${encodeURIComponent(cardLabel)}`;

/** Answers to all that is asked with a key on a token: nobody is asked for entropy. */
export const tokenAnswers: Readonly<Record<string, unknown>> = {
  "*/confirm-personal-data/*": true,
  // Where it is not known whether a password was taken, it is asked for again.
  "*/*/password-*": { sofiePassword: { file: "password" } },
  "*/install-configuration/*": true,
  "*/send-report/send-report": true,
  "*/back-up/*": true,
};

/** A world whose profile keeps its keys on a card, with a module that fails as it is told. */
export class TokenOffice implements AsyncDisposable {
  private constructor(
    readonly hsm: SoftHsm,
    readonly shim: FaultShim,
    readonly world: World,
  ) {}

  /** Why it cannot be had on this machine; `undefined` if it can. */
  static missing(): string | undefined {
    return FaultShim.missing();
  }

  static async open(options: WorldOptions = {}, settings: ShimSettings = {}): Promise<TokenOffice> {
    const hsm = await SoftHsm.open({ tokens: [{ label: cardLabel, userPin: cardPin }] });
    const shim = await FaultShim.open(hsm, settings);
    const { modulePath } = shim;
    // The shim brings its configuration: with it SoftHSM itself would be found as well.
    const token = { place: cardPlace, modulePath, environment: {}, pin: cardPin };
    return new TokenOffice(hsm, shim, await World.open({ token, ...options }));
  }

  /** `renew` or `resume`, as a process of its own. @param pinFile empty: no PIN is given. */
  async drive(
    command: "renew" | "resume",
    options: {
      pinFile?: string;
      wait?: string;
      signal?: AbortSignal;
      killSignal?: "SIGINT" | "SIGKILL";
    } = {},
  ): ReturnType<World["cli"]> {
    const { pinFile = "pin", wait = "40s", signal, killSignal = "SIGKILL" } = options;
    const answers = await this.world.answers({ answers: tokenAnswers });
    const args = [command, "acme", "--answers", answers];
    return this.world.cli(wait === "" ? args : [...args, "--wait-for", wait], {
      pinFile,
      ...(signal === undefined ? {} : { signal, killSignal }),
    });
  }

  /** Begins a renewal and kills it in a call of its module, whose process ends with it. */
  async killIn(call: ShimCall, hold: "before" | "afterwards"): Promise<void> {
    const held = await this.shim.fault({ call, do: { hold } });
    const kill = new AbortController();
    const killed = this.drive("renew", { signal: kill.signal });
    await this.shim.held(call);
    kill.abort();
    assert.equal((await killed).endedBy, "SIGKILL");
    await this.shim.ended(call);
    await held.clear();
  }

  /** How often a function of the module was called. */
  async called(name: `C_${string}`): Promise<number> {
    return (await this.shim.calls(name)).length;
  }

  /** How often the module was given a PIN. */
  logins(): Promise<number> {
    return this.called("C_Login");
  }

  /** Identifiers of the keys that the module was asked to make and said it made. */
  async generated(): Promise<readonly string[]> {
    const calls = await this.shim.calls("C_GenerateKeyPair");
    return calls.filter(({ result }) => result === 0).map(({ details }) => details["id"] ?? "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world[Symbol.asyncDispose]();
    await this.shim[Symbol.asyncDispose]();
    await this.hsm[Symbol.asyncDispose]();
  }
}
