import type { Readable } from "node:stream";
import { PerennialError } from "@perennial/api";
import { PinFrames } from "../link/pin-frame.js";

/** PINs as they come over their own pipe; each is taken once, by the one who overwrites it. */
export class PinInbox {
  readonly #arrived = new Map<number, Buffer>();
  readonly #awaited = new Map<
    number,
    { resolve(pin: Buffer): void; reject(error: PerennialError): void }
  >();
  #closed = false;

  constructor(pipe: Readable) {
    const frames = new PinFrames((pin, bytes) => {
      const awaiting = this.#awaited.get(pin);
      if (awaiting === undefined) this.#arrived.set(pin, bytes);
      else awaiting.resolve(bytes);
      this.#awaited.delete(pin);
    });
    pipe.on("data", (chunk: Buffer) => frames.take(chunk));
    pipe.on("close", () => {
      this.#closed = true;
      for (const { reject } of this.#awaited.values()) reject(noPin());
      this.#awaited.clear();
    });
  }

  take(pin: number): Promise<Buffer> {
    const bytes = this.#arrived.get(pin);
    this.#arrived.delete(pin);
    if (bytes !== undefined) return Promise.resolve(bytes);
    if (this.#closed) return Promise.reject(noPin());
    return new Promise((resolve, reject) => this.#awaited.set(pin, { resolve, reject }));
  }
}

function noPin(): PerennialError {
  return new PerennialError("token.pin-empty", { label: "" }, { effect: "none" });
}
