import type { Counters } from "../shared/counters.js";
import { PortalError } from "../shared/portal-error.js";
import type { SimulatorClock } from "../shared/simulator-clock.js";
import type { Order, OrderRequest } from "./order.js";
import type { IssuedCertificates } from "./issued-certificates.js";

/** All orders ever placed. */
export class OrderRegister {
  readonly #orders = new Map<number, Order>();
  #nextNumber = 1234;

  constructor(
    private readonly clock: SimulatorClock,
    private readonly issued: IssuedCertificates,
    private readonly counters: Counters,
  ) {}

  /**
   * A reference is good for one order for ever. A key is good for one order, unless that order was
   * rejected or cancelled, and never after a certificate was issued for it.
   * @throws PortalError `order.duplicate` (detail: the order's number), `csr.key-reused`.
   */
  place(request: OrderRequest): Order {
    const { spkiHash } = request.request;
    const same =
      this.findByReference(request.reference) ??
      this.findByKey(spkiHash).find(({ state }) => state === "pending");
    if (same !== undefined) {
      this.counters.add("orders.duplicates");
      throw new PortalError(
        409,
        "order.duplicate",
        "There is an order with this reference or this key.",
        String(same.number),
      );
    }
    if (this.issued.find(spkiHash) !== undefined)
      throw new PortalError(
        409,
        "csr.key-reused",
        "A certificate was issued for this key before. Please generate a new key.",
      );
    const order: Order = {
      ...request,
      number: this.#nextNumber++,
      state: "pending",
      placedAt: this.clock.now(),
    };
    this.#orders.set(order.number, order);
    this.counters.add("orders.accepted");
    return order;
  }

  find(number: number): Order | undefined {
    return this.#orders.get(number);
  }

  findByReference(reference: string): Order | undefined {
    return this.list().find((order) => order.reference === reference);
  }

  findByKey(spkiHash: string): Order[] {
    return this.list().filter((order) => order.request.spkiHash === spkiHash);
  }

  list(): Order[] {
    return [...this.#orders.values()];
  }
}
