import { PortalError } from "../shared/portal-error.js";
import type { SimulatorClock } from "../shared/simulator-clock.js";
import { tilesOf, type Order, type Tiles } from "./order.js";

/** An order as the shop takes it. */
export interface NewOrder {
  readonly customer: string;
  readonly days: 365 | 730;
  /** Default: the next free one. */
  readonly number?: string;
}

const numberPattern = /^ORDER\/\d{10}\/[a-z]{2}$/;

/** The customers' orders, and the references that were ever used. */
export class OrderRegister {
  readonly #orders = new Map<string, Order>();
  readonly #references = new Set<string>();
  #next = 123_456;

  constructor(private readonly clock: SimulatorClock) {}

  /** @throws PortalError `input.wrong`, `order.duplicate`. */
  place({ customer, days, number = this.#nextNumber() }: NewOrder): Order {
    if (!numberPattern.test(number))
      throw new PortalError(400, "input.wrong", "This is no order number.", number);
    if (this.#orders.has(number))
      throw new PortalError(409, "order.duplicate", "There is an order of this number.", number);
    const order: Order = { number, customer, days, placedAt: this.clock.now() };
    this.#orders.set(number, order);
    return order;
  }

  list(): readonly Order[] {
    return [...this.#orders.values()];
  }

  /** By its number, or by the digits of it. @throws PortalError `order.unknown`. */
  get(number: string): Order {
    const order = this.#orders.get(number) ?? this.#orders.get(`ORDER/${number}/dk`);
    if (order === undefined) throw unknownOrder(number);
    return order;
  }

  /** @throws PortalError `order.unknown`, also for somebody else's. */
  of(customer: string, number: string): Order {
    const order = this.#orders.get(number);
    if (order?.customer !== customer) throw unknownOrder(number);
    return order;
  }

  /**
   * Looks whether a submission may be made: first whether it was made before, then whether it is
   * its turn. The reference is used up by {@link useReference}.
   * @throws PortalError `reference.missing`, `<kind>.duplicate`, `step.not-open`.
   */
  admit(order: Order, kind: keyof Tiles, reference: string, isOpen: boolean): void {
    if (reference === "")
      throw new PortalError(400, "reference.missing", "The reference is missing.");
    if (this.#references.has(keyOf(order, kind, reference)))
      throw new PortalError(409, `${kind}.duplicate`, "This was submitted before.", reference);
    if (!isOpen) throw notOpen(tilesOf(order)[kind]);
  }

  useReference(order: Order, kind: keyof Tiles, reference: string): void {
    this.#references.add(keyOf(order, kind, reference));
  }

  #nextNumber(): string {
    for (;;) {
      const number = `ORDER/${String(this.#next++).padStart(10, "0")}/dk`;
      if (!this.#orders.has(number)) return number;
    }
  }
}

/** A step that cannot be done now. */
export function notOpen(detail: string): PortalError {
  return new PortalError(409, "step.not-open", "This step cannot be done now.", detail);
}

function unknownOrder(number: string): PortalError {
  return new PortalError(404, "order.unknown", "There is no such order.", number);
}

function keyOf({ customer }: Order, kind: string, reference: string): string {
  return JSON.stringify([customer, kind, reference]);
}
