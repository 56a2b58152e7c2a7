import { PortalError } from "./portal-error.js";

/** How often something happened, by name: `orders.accepted`, `orders.refused.order.duplicate`, … */
export class Counters {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, this.get(name) + 1);
  }

  /**
   * Counts what was asked as `<name>.accepted` or `<name>.refused.<code>`, a code that ends with
   * `.duplicate` as `<name>.duplicates`, too.
   */
  async judge<T>(name: string, act: () => Promise<T> | T): Promise<T> {
    try {
      const result = await act();
      this.add(`${name}.accepted`);
      return result;
    } catch (error) {
      if (!(error instanceof PortalError)) throw error;
      if (error.code.endsWith(".duplicate")) this.add(`${name}.duplicates`);
      this.add(`${name}.refused.${error.code}`);
      throw error;
    }
  }

  get(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
