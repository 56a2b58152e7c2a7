import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { ckrName } from "./cryptoki.js";

/** What the worker answers to one call. */
export type ProbeAnswer =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number;
      readonly error: { readonly message: string; readonly code?: number };
    };

export interface ProbeRequest {
  readonly id: number;
  /** A method of pkcs11js, `C_Login` for instance, or `load`. */
  readonly method: string;
  readonly args: readonly unknown[];
}

/** A call that the module answered with anything but CKR_OK. */
export class ProbeError extends Error {
  override readonly name = "ProbeError";
  constructor(
    message: string,
    /** The return value; `undefined` where the binding itself refused. */
    readonly code: number | undefined,
  ) {
    super(code === undefined ? message : `${message} (${ckrName(code)})`);
  }
}

/** The process ended with calls pending. */
export class ProbeEnded extends Error {
  override readonly name = "ProbeEnded";
  constructor(
    readonly code: number | null,
    readonly signal: NodeJS.Signals | null,
  ) {
    super(`the process with the module ended (${signal ?? code})`);
  }
}

/**
 * A module in a child process of its own, every call by hand through pkcs11js: a client that is not
 * Perennial's, for tests of rigs and for preparing tokens. Handles are buffers.
 */
export class Pkcs11Probe implements AsyncDisposable {
  readonly #pending = new Map<number, { resolve(value: unknown): void; reject(e: Error): void }>();
  readonly #ended: Promise<unknown>;
  #nextId = 1;

  private constructor(readonly child: ChildProcess) {
    child.on("message", (answer: ProbeAnswer) => {
      const pending = this.#pending.get(answer.id);
      this.#pending.delete(answer.id);
      if ("error" in answer) {
        pending?.reject(new ProbeError(answer.error.message, answer.error.code));
      } else pending?.resolve(answer.value);
    });
    this.#ended = once(child, "exit").then(([code, signal]) => {
      const error = new ProbeEnded(code as number | null, signal as NodeJS.Signals | null);
      for (const { reject } of this.#pending.values()) reject(error);
      this.#pending.clear();
      return error;
    });
  }

  /** Why no probe can be had on this machine; `undefined` if it can. */
  static missing(): string | undefined {
    try {
      createRequire(import.meta.url)("pkcs11js");
      return undefined;
    } catch (error) {
      return `pkcs11js could not be loaded: ${error instanceof Error ? error.message : "unknown"}`;
    }
  }

  /** Starts the process; loads and initialises the module with locking. */
  static async open(
    modulePath: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Pkcs11Probe> {
    const probe = await Pkcs11Probe.start(environment);
    try {
      await probe.call("load", modulePath);
      await probe.call("C_Initialize", { flags: 2 });
    } catch (error) {
      await probe[Symbol.asyncDispose]();
      throw error;
    }
    return probe;
  }

  /** Starts the process without a module. */
  static async start(environment: Readonly<Record<string, string>> = {}): Promise<Pkcs11Probe> {
    const child = fork(new URL("pkcs11-probe-worker.js", import.meta.url), [], {
      env: { ...process.env, ...environment },
      serialization: "advanced",
      // The shim's and the module's words on a crash would only confuse the report.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      execArgv: [],
    });
    const probe = new Pkcs11Probe(child);
    await once(child, "spawn");
    return probe;
  }

  /**
   * One call. @throws ProbeError if the module refused, ProbeEnded if the process died in it.
   */
  call<Result = unknown>(method: string, ...args: readonly unknown[]): Promise<Result> {
    const id = this.#nextId++;
    return new Promise<Result>((resolve, reject) => {
      if (!this.child.connected) {
        reject(new ProbeEnded(this.child.exitCode, this.child.signalCode));
        return;
      }
      this.#pending.set(id, { resolve: (value) => resolve(value as Result), reject });
      this.child.send({ id, method, args } satisfies ProbeRequest);
    });
  }

  /** The return value of a call: 0 if it succeeded. @throws ProbeEnded if the process died in it. */
  async code(method: string, ...args: readonly unknown[]): Promise<number> {
    try {
      await this.call(method, ...args);
      return 0;
    } catch (error) {
      if (error instanceof ProbeError && error.code !== undefined) return error.code;
      throw error;
    }
  }

  /** A read-write session with the token of this label, logged in if a PIN is given. */
  async session(label: string, pin?: string): Promise<Buffer> {
    for (const slot of await this.call<readonly Buffer[]>("C_GetSlotList", true)) {
      const info = await this.call<{ label: string }>("C_GetTokenInfo", slot);
      if (info.label.trimEnd() !== label) continue;
      const session = await this.call<Buffer>("C_OpenSession", slot, 6);
      if (pin !== undefined) await this.call("C_Login", session, 1, pin);
      return session;
    }
    throw new Error(`no token is labelled ${label}`);
  }

  /** Ends the process at once, whatever it does. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill("SIGKILL");
    await this.#ended;
  }
}
