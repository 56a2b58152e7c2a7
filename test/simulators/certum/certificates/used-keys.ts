import type { UsedKeys } from "../partner-orders.js";

/** The keys of orders, by the order they were sent for. */
export class KeyRegister implements UsedKeys {
  readonly #orders = new Map<string, string>();

  isTaken(spkiHash: string): boolean {
    return this.#orders.has(spkiHash);
  }

  take(spkiHash: string, order: string): void {
    this.#orders.set(spkiHash, order);
  }

  release(order: string): void {
    for (const [spkiHash, holder] of this.#orders)
      if (holder === order) this.#orders.delete(spkiHash);
  }
}
