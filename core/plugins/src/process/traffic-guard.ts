import type { Readable } from "node:stream";
import type { PluginLimits } from "./limits.js";
import type { Timers } from "./timers.js";

/**
 * Watches what a child sends before it is parsed. A message that grows beyond the limit, or too
 * many messages in one second, end the child.
 */
export class TrafficGuard {
  #unfinished = 0;
  #windowStart: number;
  #inWindow = 0;

  constructor(
    private readonly limits: PluginLimits,
    private readonly timers: Timers,
    private readonly flooded: (what: "size" | "rate") => void,
  ) {
    this.#windowStart = timers.now();
  }

  watch(stream: Readable): void {
    stream.on("data", (chunk: Buffer) => {
      this.#unfinished += chunk.length;
      if (this.#unfinished > this.limits.message) this.flooded("size");
    });
  }

  /** A whole message was read. */
  message(): void {
    this.#unfinished = 0;
    const now = this.timers.now();
    if (now - this.#windowStart >= 1_000) {
      this.#windowStart = now;
      this.#inWindow = 0;
    }
    this.#inWindow += 1;
    if (this.#inWindow > this.limits.messagesPerSecond) this.flooded("rate");
  }
}
