import type { SentForm } from "../shared/exchange.js";
import type { Mailbox } from "../shared/mailbox.js";
import { documentMail } from "./documents/document-mail.js";
import type { Order } from "./order.js";
import type { OrderInput } from "./order-input.js";
import type { OrderRegister } from "./order-register.js";

/** Where orders are placed: by the form of the portal, or by hand. */
export class OrderDesk {
  readonly #readers: ((order: Order) => void)[] = [];

  constructor(
    private readonly input: OrderInput,
    private readonly register: OrderRegister,
    private readonly mailbox: Mailbox,
  ) {}

  /**
   * Places an order and mails its documents.
   * @throws PortalError what {@link OrderInput.read} and {@link OrderRegister.place} throw.
   */
  async place(form: SentForm): Promise<Order> {
    const order = this.register.place(await this.input.read(form));
    await this.mailbox.deliver(await documentMail(order));
    for (const reader of this.#readers) reader(order);
    return order;
  }

  /** Calls back for every order from now on. */
  onOrder(reader: (order: Order) => void): void {
    this.#readers.push(reader);
  }
}
