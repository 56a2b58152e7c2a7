import { PerennialError, type Json, type JsonObject } from "@perennial/api";
import type { StepCallbacks } from "@perennial/engine";
import type { BegunEffect } from "../runtime/messages.js";
import type { CallDeadline } from "./call-deadline.js";
import { WithheldDetails } from "./plugin-safe-error.js";
import type { StepServices } from "./step-services.js";

/** What a key is needed for: a PIN or a passphrase may be asked for, and a card takes minutes. */
const askingMethods: ReadonlySet<string> = new Set([
  "keys.generate",
  "keys.find",
  "requests.create",
  "certificates.prove",
  "certificates.install",
]);

/** A run of a step that is under way, and the way from the child to the engine for it. */
export class ActiveRun {
  /** Rejects with what the engine threw: the run is over, whatever the step does next. */
  readonly stopped: Promise<never>;
  readonly withheld = new WithheldDetails();
  #stop: (error: unknown) => void = () => undefined;
  #over = false;

  constructor(
    private readonly callbacks: StepCallbacks,
    private readonly services: StepServices,
    /** Held while a person or a token makes the child wait. */
    private readonly deadline?: Pick<CallDeadline, "hold" | "release">,
  ) {
    this.stopped = new Promise((_resolve, reject) => {
      this.#stop = reject;
    });
    // It is raced only while the run lasts.
    this.stopped.catch(() => undefined);
  }

  async service(method: string, args: readonly unknown[]): Promise<Json> {
    this.#requireOpen();
    if (!askingMethods.has(method)) return await this.services.call(method, args);
    this.deadline?.hold();
    try {
      return await this.services.call(method, args);
    } finally {
      if (!this.#over) this.deadline?.release();
    }
  }

  beginEffect(key: string, intent: JsonObject): Promise<BegunEffect> {
    return this.#engine(() => this.callbacks.beginEffect(key, intent));
  }

  completeEffect(
    key: string,
    result: Json,
    how: "performed" | "found" | "confirmed",
  ): Promise<void> {
    return this.#engine(() => this.callbacks.completeEffect(key, result, how));
  }

  clearEffect(key: string, why: JsonObject): Promise<void> {
    return this.#engine(() => this.callbacks.clearEffect(key, why));
  }

  doubtEffect(key: string, canConfirm: boolean): Promise<never> {
    return this.#engine(() => this.callbacks.doubtEffect(key, canConfirm));
  }

  /** Nothing more is done for it. */
  end(): void {
    this.#over = true;
  }

  async #engine<T>(callback: () => Promise<T>): Promise<T> {
    this.#requireOpen();
    try {
      return await callback();
    } catch (error) {
      this.#over = true;
      this.#stop(error);
      throw error;
    }
  }

  #requireOpen(): void {
    if (this.#over) throw new PerennialError("plugin.run-over", {});
  }
}
