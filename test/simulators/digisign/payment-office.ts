import { PortalError } from "../shared/portal-error.js";
import type { Order } from "./order.js";
import type { OrderRegister } from "./order-register.js";

/** Where payments arrive. */
export class PaymentOffice {
  readonly #readers: ((order: Order) => void)[] = [];

  constructor(private readonly orders: OrderRegister) {}

  /** Marks an order as paid. @throws PortalError `order.unknown`, `order.closed`. */
  receive(number: string): Order {
    const order = this.orders.get(number);
    if (order.state === "cancelled")
      throw new PortalError(409, "order.closed", "The order is cancelled.", order.state);
    order.paid = true;
    for (const reader of this.#readers) reader(order);
    return order;
  }

  /** Calls back for every payment from now on. */
  onPayment(reader: (order: Order) => void): void {
    this.#readers.push(reader);
  }
}
