import type { Exchange } from "../../shared/exchange.js";
import { escapeHtml, page } from "../../shared/html.js";
import type { Reply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import type { CertumWorld } from "../world.js";
import { toOrder } from "./order-pages.js";
import type { Visits } from "./visits.js";

/** The address, and the link that its owner follows without a login. */
export class EmailPages {
  constructor(
    private readonly world: CertumWorld,
    private readonly visits: Visits,
  ) {}

  get routes(): Route[] {
    return [
      {
        method: "POST",
        path: "/panel/email",
        endpoint: "panel.email",
        handle: (exchange) => this.#submit(exchange),
      },
      {
        method: "POST",
        path: "/panel/email/resend",
        endpoint: "panel.email-resend",
        handle: (exchange) => this.#resend(exchange),
      },
      {
        method: "GET",
        path: "/verify/email",
        endpoint: "verify.email-form",
        handle: (exchange) => this.#form(exchange.query.get("token") ?? ""),
      },
      {
        method: "POST",
        path: "/verify/email",
        endpoint: "verify.email",
        handle: (exchange) => this.#confirm(exchange),
      },
    ];
  }

  async #submit(exchange: Exchange): Promise<Reply> {
    const { customer, form } = await this.visits.form(exchange);
    const order = this.world.orders.of(customer.user, form.text("number"));
    await this.world.counters.judge("emails", () =>
      this.world.emailDesk.submit(order, form.text("reference"), form.text("address")),
    );
    return toOrder(order);
  }

  async #resend(exchange: Exchange): Promise<Reply> {
    const { customer, form } = await this.visits.form(exchange);
    const order = this.world.orders.of(customer.user, form.text("number"));
    await this.world.counters.judge("emails.resent", () => this.world.emailDesk.resend(order));
    return toOrder(order);
  }

  #form(token: string): Reply {
    const { order, email } = this.world.emailDesk.look(token);
    const question = `<form method="post" action="/verify/email">
<input type="hidden" name="token" value="${escapeHtml(token)}">
<p>Is ${escapeHtml(email.address)} your mailbox, for the order ${escapeHtml(order.number)}?</p>
<button>Confirm</button>
</form>`;
    return page(200, "Confirm your e-mail address", question);
  }

  async #confirm(exchange: Exchange): Promise<Reply> {
    const form = await exchange.form();
    const { number } = await this.world.counters.judge("links", () =>
      this.world.emailDesk.confirm(form.text("token")),
    );
    const done = `<p>The mailbox of the order ${escapeHtml(number)} is verified. Thank you.</p>`;
    return page(200, "Your e-mail address is confirmed", done);
  }
}
