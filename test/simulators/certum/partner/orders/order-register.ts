import type { Counters } from "../../../shared/counters.js";
import type { SimulatorClock } from "../../../shared/simulator-clock.js";
import type { UsedKeys } from "../../partner-orders.js";
import { refuse } from "../partner-refusal.js";
import type { OrderDraft, PartnerOrder } from "./partner-order.js";

/** All orders that partners ever placed. */
export class PartnerOrders {
  readonly #orders = new Map<string, PartnerOrder>();

  constructor(
    private readonly clock: SimulatorClock,
    private readonly keys: UsedKeys,
    private readonly counters: Counters,
  ) {}

  /** Whether an order ID is taken: it is good for one order for ever, whoever placed it. */
  has(orderID: string): boolean {
    return this.#orders.has(orderID);
  }

  /** Looks and places in one go, so that no second order comes between. @throws PartnerRefusal */
  place(draft: OrderDraft): PartnerOrder {
    if (this.has(draft.orderID)) throw refuse("orderIdTaken", "orderID");
    if (this.keys.isTaken(draft.request.spkiHash)) throw refuse("keyUsed", "CSR");
    this.keys.take(draft.request.spkiHash, draft.orderID);
    const order: PartnerOrder = {
      ...draft,
      placedAt: this.clock.now(),
      status: "AWAITING",
      verification: { email: draft.mailbox, state: "REQUIRED", wrongCodes: 0 },
      documents: [],
      remarks: [],
      variant: "valid",
      isIssuing: false,
    };
    this.#orders.set(order.orderID, order);
    this.counters.add("partner.orders.accepted");
    this.counters.add(`partner.orders.${draft.kind}`);
    return order;
  }

  /** An order of an account; those of others are none. @throws PartnerRefusal `1033`. */
  get(account: string, orderID: string): PartnerOrder {
    const order = this.#orders.get(orderID);
    if (order === undefined || order.account !== account) throw refuse("orderUnknown", "orderID");
    return order;
  }

  find(orderID: string): PartnerOrder | undefined {
    return this.#orders.get(orderID);
  }

  list(): PartnerOrder[] {
    return [...this.#orders.values()];
  }
}
