import { PerennialError } from "@perennial/api";
import { CancellationTokenSource, type CancellationToken } from "vscode-jsonrpc/node";
import type { TokenTimers } from "./timers.js";
import type { TokenLimits } from "./token-limits.js";

/** How one call is made. */
export interface CallSetting {
  /** Milliseconds. */
  readonly limit: number;
  readonly signal?: AbortSignal;
  /** Milliseconds between its cancelling and the end of its process; otherwise the limit for all. */
  readonly grace?: number;
  /** Whether it changes something on the token: then it is waited for even when it is cancelled. */
  readonly writes?: boolean;
  /**
   * With `writes`: how it is cancelled nevertheless. After the grace nobody waits for it any more, and
   * its process finishes it: what became of it is found out later.
   */
  readonly leaves?: boolean;
}

/** Passes a cancellation on; a call that changes nothing is given up a little later. */
export class Cancellation {
  /** Rejects with `token.cancelled` when the call is given up. */
  readonly over: Promise<never>;
  readonly #source = new CancellationTokenSource();
  #giveUp: () => void = () => undefined;
  #grace: { cancel(): void } | undefined;
  readonly #abort = () => {
    this.#source.cancel();
    if (this.call.writes === true && this.call.leaves !== true) return;
    this.#grace = this.setting.timers.after(this.call.grace ?? this.setting.limits.cancel, () =>
      this.#giveUp(),
    );
  };

  constructor(
    private readonly call: CallSetting,
    private readonly setting: { readonly timers: TokenTimers; readonly limits: TokenLimits },
    givenUp: () => void,
  ) {
    this.over = new Promise((_resolve, reject) => {
      this.#giveUp = () => {
        reject(new PerennialError("token.cancelled", {}, { effect: "unknown" }));
        givenUp();
      };
    });
    this.over.catch(() => undefined);
    call.signal?.addEventListener("abort", this.#abort, { once: true });
  }

  get token(): CancellationToken {
    return this.#source.token;
  }

  dispose(): void {
    this.call.signal?.removeEventListener("abort", this.#abort);
    this.#grace?.cancel();
    this.#source.dispose();
  }
}

/** A call's setting of a signal that may not be there. */
export function withSignal(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
