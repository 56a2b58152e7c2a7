import { randomUUID } from "node:crypto";
import { copyFile, readFile, rename, rm, writeFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { buildLibrary, compiler } from "./build-library.js";
import { controlText } from "./shim-control.js";
import { parseShimLog, type LoggedCall } from "./shim-log.js";
import type { ShimCall, ShimFault, ShimSettings } from "./shim-settings.js";
import { mostRules, ShimState } from "./shim-state.js";
import { SoftHsm } from "./soft-hsm.js";

/** A fault that was set. */
export interface SetFault {
  /** How often its function was called since. */
  counted(): Promise<number>;
  /** Takes it back. */
  clear(): Promise<void>;
}

/**
 * A PKCS #11 library in front of SoftHSM that does what is asked of it, at once and in every process
 * that has it loaded. It needs no environment: what belongs to it lies beside it.
 */
export class FaultShim implements AsyncDisposable {
  #settings: ShimSettings = {};
  #faults: { readonly id: number; readonly fault: ShimFault }[] = [];
  #added: { readonly id: number; readonly fault: ShimFault }[] = [];
  #nextRule = 0;
  #labels: readonly string[];

  private constructor(
    readonly softHsm: SoftHsm,
    /** The library to load: a file of this shim alone. */
    readonly modulePath: string,
    private readonly state: ShimState,
  ) {
    this.#labels = softHsm.tokens.map(({ label }) => label);
  }

  /** Why it cannot be had on this machine; `undefined` if it can. */
  static missing(): string | undefined {
    return (
      SoftHsm.missing() ??
      (compiler() === undefined ? "there is no C compiler on this machine" : undefined)
    );
  }

  /** In front of the tokens that `softHsm` has now. Several shims of one SoftHSM are several modules. */
  static async open(softHsm: SoftHsm, settings: ShimSettings = {}): Promise<FaultShim> {
    const path = softHsm.home.file(`fault-shim-${randomUUID().slice(0, 8)}.so`);
    await copyFile(await buildLibrary("shim"), path);
    const state = new ShimState(`${path}.state`);
    await state.create();
    const shim = new FaultShim(softHsm, path, state);
    await shim.set(settings);
    return shim;
  }

  /** Replaces those members of the settings that are given; the counts of new faults begin at 0. */
  async set(settings: ShimSettings): Promise<void> {
    this.#settings = { ...this.#settings, ...settings };
    if (settings.faults !== undefined) this.#faults = settings.faults.map((f) => this.#numbered(f));
    await this.#write();
  }

  /** Back to a module without faults. Tokens that are out stay out, tries stay counted. */
  async reset(): Promise<void> {
    this.#settings = {};
    this.#faults = [];
    this.#added = [];
    await this.#write();
  }

  /** One more fault, beside those that are set. */
  async fault(fault: ShimFault): Promise<SetFault> {
    const numbered = this.#numbered(fault);
    this.#added.push(numbered);
    await this.#write();
    return {
      counted: () => this.state.readRule(numbered.id),
      clear: () => {
        this.#added = this.#added.filter(({ id }) => id !== numbered.id);
        return this.#write();
      },
    };
  }

  /** Takes the token out: its sessions are gone. */
  async remove(label?: string): Promise<void> {
    const token = this.#index(label);
    await this.state.writeToken(token, "absent", 1);
    await this.#nextEpoch(token);
  }

  /** Puts the token in. Sessions from before stay gone. */
  async insert(label?: string): Promise<void> {
    await this.state.writeToken(this.#index(label), "absent", 0);
  }

  /** Out and in again before anyone looks. */
  async replug(label?: string): Promise<void> {
    const token = this.#index(label);
    await this.#nextEpoch(token);
    await this.state.writeToken(token, "absent", 0);
  }

  /** Whether the token is out, by `remove` or by a fault that removes. */
  async removed(label?: string): Promise<boolean> {
    return (await this.state.readToken(this.#index(label), "absent")) !== 0;
  }

  /** Wrong tries in a row, as the token has counted them. */
  async tries(label?: string): Promise<Readonly<Record<"user" | "so" | "context", number>>> {
    const token = this.#index(label);
    const [user, so, context] = await Promise.all([
      this.state.readToken(token, "user"),
      this.state.readToken(token, "so"),
      this.state.readToken(token, "context"),
    ]);
    return { user, so, context };
  }

  /** Sets a counter of wrong tries: what others did with the token, or what an unblocking did. */
  async setTries(which: "user" | "so" | "context", value: number, label?: string): Promise<void> {
    await this.state.writeToken(this.#index(label), which, value);
  }

  /** The calls of all processes since the log was cleared, of one function or of all. */
  async calls(name?: ShimCall): Promise<readonly LoggedCall[]> {
    const all = parseShimLog(await this.#log());
    return name === undefined ? all : all.filter((call) => call.name === name);
  }

  async clearCalls(): Promise<void> {
    await rm(`${this.modulePath}.log`, { force: true });
  }

  /** Waits until a function was entered so often since the log was cleared. */
  async entered(name: ShimCall, times = 1, deadline = 60_000): Promise<void> {
    const called = (calls: readonly LoggedCall[]) => calls.length >= times;
    await this.#until(name, called, `was not called ${times} times`, deadline);
  }

  /** Waits until a call is held: before the token has it, or once the token has done it. */
  async held(name: ShimCall): Promise<void> {
    const held = ({ result }: LoggedCall) => result === "hold";
    await this.#until(name, (calls) => calls.some(held), "was not held");
  }

  /** Waits until the process of a call that was held has ended, after the process that began it. */
  async ended(name: ShimCall): Promise<void> {
    const ended = ({ result }: LoggedCall) => result === "exit";
    await this.#until(name, (calls) => calls.some(ended), "did not end with its process");
  }

  /** Removes the library. Processes that have it loaded should be ended before. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const suffix of ["", ".control", ".state", ".log"]) {
      await rm(`${this.modulePath}${suffix}`, { force: true });
    }
  }

  async #until(
    name: ShimCall,
    holds: (calls: readonly LoggedCall[]) => boolean,
    otherwise: string,
    deadline = 60_000,
  ): Promise<void> {
    const end = performance.now() + deadline;
    while (!holds(await this.calls(name))) {
      if (performance.now() > end) throw new Error(`${name} ${otherwise}`);
      await delay(5);
    }
  }

  async #log(): Promise<string> {
    try {
      return await readFile(`${this.modulePath}.log`, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
      throw error;
    }
  }

  #numbered(fault: ShimFault): { readonly id: number; readonly fault: ShimFault } {
    if (this.#nextRule === mostRules) throw new Error(`no more than ${mostRules} faults in a life`);
    return { id: this.#nextRule++, fault };
  }

  #index(label = this.#labels[0] ?? ""): number {
    const place = this.#labels.indexOf(label);
    if (place < 0) throw new Error(`no token is labelled ${label}`);
    return place + 1;
  }

  async #nextEpoch(token: number): Promise<void> {
    await this.state.writeToken(token, "epoch", (await this.state.readToken(token, "epoch")) + 1);
  }

  // Renamed into place: a call in another process reads the old or the new file, never a part.
  async #write(): Promise<void> {
    this.#labels = [
      ...this.#labels,
      ...this.softHsm.tokens.map(({ label }) => label).filter((l) => !this.#labels.includes(l)),
    ];
    const text = controlText({
      module: this.softHsm.modulePath,
      configuration: this.softHsm.configuration,
      labels: this.#labels,
      settings: this.#settings,
      faults: [...this.#faults, ...this.#added],
    });
    const path = `${this.modulePath}.control`;
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
}
