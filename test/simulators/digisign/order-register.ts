import type { Counters } from "../shared/counters.js";
import { PortalError } from "../shared/portal-error.js";
import type { SimulatorClock } from "../shared/simulator-clock.js";
import type { CertificateIssuer } from "./certificates/certificate-issuer.js";
import type { Order, OrderRequest } from "./order.js";
import { dayAt } from "./rules/bucharest.js";

/** All orders ever placed. */
export class OrderRegister {
  readonly #orders = new Map<string, Order>();
  #next = 123;

  constructor(
    private readonly clock: SimulatorClock,
    private readonly issuer: CertificateIssuer,
    private readonly counters: Counters,
  ) {}

  /**
   * A reference is good for one order for ever, a certificate for one open order, a new key for one
   * order and never after a certificate was issued for it.
   * @throws PortalError `order.duplicate` (detail: the order's number), `csr.key-reused`.
   */
  place(request: OrderRequest): Order {
    const { sha256, spkiHash: sameKey } = request.certificate;
    const same =
      this.list().find((order) => order.request.reference === request.reference) ??
      this.list().find((order) => order.request.certificate.sha256 === sha256 && isOpen(order));
    if (same !== undefined) {
      this.counters.add("orders.duplicates");
      throw new PortalError(
        409,
        "order.duplicate",
        "There is an order with this reference or for this certificate.",
        same.number,
      );
    }
    const spkiHash = request.csr?.spkiHash ?? sameKey;
    if (request.csr !== undefined && this.#isUsed(spkiHash))
      throw new PortalError(
        409,
        "csr.key-reused",
        "This key was ordered for before. Please generate a new key.",
      );
    const placedAt = this.clock.now();
    const order: Order = {
      number: `RC-${dayAt(placedAt).year}-${String(this.#next++).padStart(6, "0")}`,
      request,
      spkiHash,
      placedAt,
      state: "documents",
      paid: false,
      documents: new Map(),
      received: [],
      variant: "valid",
    };
    this.#orders.set(order.number, order);
    this.counters.add("orders.accepted");
    return order;
  }

  /** @throws PortalError `order.unknown`. */
  get(number: string): Order {
    const order = this.#orders.get(number);
    if (order === undefined)
      throw new PortalError(404, "order.unknown", "There is no such order.", number);
    return order;
  }

  list(): Order[] {
    return [...this.#orders.values()];
  }

  #isUsed(spkiHash: string): boolean {
    return (
      this.issuer.hasCertified(spkiHash) ||
      this.list().some((order) => order.spkiHash === spkiHash && order.state !== "cancelled")
    );
  }
}

function isOpen({ state }: Order): boolean {
  return state !== "issued" && state !== "cancelled";
}
