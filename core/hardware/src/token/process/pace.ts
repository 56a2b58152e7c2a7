import { setImmediate as nextTurn } from "node:timers/promises";

/** Milliseconds; a token that takes no longer may be waited for in place. */
const quick = 3;
/** Turns of the event loop in which vscode-jsonrpc passes an answer on. */
const turnsOfAnAnswer = 3;
/** Milliseconds in place after which other calls get their turn. */
const turn = 25;

/**
 * How several signatures are made: a card's beside everything else, so that slots are looked at
 * meanwhile; a quick token's in place, where going to another thread would cost more than the work.
 */
export class Pace {
  /** Of the last signature; until one was made, as slow as a card's. */
  #last = Infinity;
  #turnBegan = 0;

  /** Begins several, when the answer before has left: whoever waits for it works meanwhile. */
  async begin(): Promise<void> {
    for (let left = turnsOfAnAnswer; left > 0; left -= 1) await nextTurn();
    this.#turnBegan = performance.now();
  }

  get quick(): boolean {
    return this.#last <= quick;
  }

  async measure<T>(action: () => Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await action();
    } finally {
      this.#last = performance.now() - began;
    }
  }

  /** Lets other calls have their turn when it is time. */
  async rest(): Promise<void> {
    if (performance.now() - this.#turnBegan < turn) return;
    await nextTurn();
    this.#turnBegan = performance.now();
  }
}
