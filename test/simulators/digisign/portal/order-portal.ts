import { randomBytes } from "node:crypto";
import type { Counters } from "../../shared/counters.js";
import type { Exchange } from "../../shared/exchange.js";
import { csrfField, escapeHtml, field, page } from "../../shared/html.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply, reply, seeOther, type Reply } from "../../shared/reply.js";
import type { PathParameters, Route } from "../../shared/router.js";
import { csrfMatches, type Session, type Sessions } from "../../shared/sessions.js";
import { drawCode } from "../code/code-picture.js";
import type { CodeHolder, ValidationCodes } from "../code/validation-codes.js";
import { orderToJson } from "../order.js";
import type { OrderDesk } from "../order-desk.js";
import type { OrderRegister } from "../order-register.js";

/** What the order portal needs of the world around it. */
export interface OrderPortalContext {
  readonly orders: OrderRegister;
  readonly desk: OrderDesk;
  readonly sessions: Sessions<CodeHolder>;
  readonly codes: ValidationCodes;
  readonly counters: Counters;
}

/** DigiSign's portal, "Online Renewal". */
export class OrderPortal {
  constructor(private readonly context: OrderPortalContext) {}

  get routes(): Route[] {
    const form = "/portal/renewal";
    return [
      {
        method: "GET",
        path: form,
        endpoint: "order.form",
        handle: (exchange) => this.#form(exchange),
      },
      {
        method: "GET",
        path: `${form}/code.png`,
        endpoint: "order.code",
        handle: (exchange) => this.#code(exchange),
      },
      {
        method: "POST",
        path: `${form}/orders`,
        endpoint: "order.submit",
        handle: (exchange) => this.#submit(exchange),
      },
      {
        method: "GET",
        path: `${form}/orders`,
        endpoint: "order.find",
        handle: (exchange) => this.#find(exchange),
      },
      {
        method: "GET",
        path: `${form}/orders/:number`,
        endpoint: "order.show",
        handle: (exchange, parameters) => this.#show(exchange, parameters),
      },
    ];
  }

  #form(exchange: Exchange): Reply {
    const { sessions } = this.context;
    const session = sessions.find(exchange) ?? sessions.open({});
    const form = `<form method="post" action="/portal/renewal/orders" enctype="multipart/form-data">
${csrfField(session.csrf)}
${field("reference", "Reference", "text", `WEB-${randomBytes(6).toString("hex")}`)}
${field("certificate", "Certificate to renew (PEM)", "file")}
${field("csr", "Certificate signing request (PEM); none: same key", "file")}
${field("issuingDate", "Issuing date", "date")}
${field("email", "E-mail", "email")}
${field("phone", "Phone")}
${field("organization", "Organization")}
${field("locality", "Locality")}
${field("country", "Country", "text", "RO")}
<img class="validation" src="/portal/renewal/code.png" alt="Validation code">
${field("code", "Validation code")}
<button>Trimite (Send)</button>
</form>`;
    return sessions.withCookie(page(200, "Online renewal", form), session);
  }

  #code(exchange: Exchange): Reply {
    const { sessions, codes } = this.context;
    const session = sessions.find(exchange);
    if (session === undefined) throw badCsrf();
    return reply(200, "image/png", drawCode(codes.renew(session.data)));
  }

  async #submit(exchange: Exchange): Promise<Reply> {
    const { counters, codes, desk } = this.context;
    try {
      const form = await exchange.form();
      const session = this.#session(exchange, form.text("csrf"));
      if (!codes.accepts(session.data, form.text("code")))
        throw new PortalError(400, "code.wrong", "The validation code is wrong.");
      const order = await desk.place(form);
      // A code is good for one order.
      delete session.data.code;
      const reference = encodeURIComponent(order.request.reference);
      return seeOther(`/portal/renewal/orders/${order.number}?reference=${reference}`);
    } catch (error) {
      if (error instanceof PortalError) counters.add(`orders.refused.${error.code}`);
      throw error;
    }
  }

  #session(exchange: Exchange, csrf: string): Session<CodeHolder> {
    const session = this.context.sessions.find(exchange);
    if (session === undefined || !csrfMatches(session, csrf)) throw badCsrf();
    return session;
  }

  #find(exchange: Exchange): Reply {
    const reference = exchange.query.get("reference");
    const found = this.context.orders
      .list()
      .filter(({ request }) => request.reference === reference);
    return jsonReply({ orders: found.map(orderToJson) });
  }

  /** Whoever knows the reference may see the order. */
  #show(exchange: Exchange, { number = "" }: PathParameters): Reply {
    const order = this.context.orders.get(number);
    if (order.request.reference !== exchange.query.get("reference"))
      throw new PortalError(404, "order.unknown", "There is no such order.", number);
    return page(
      200,
      `Order ${order.number}`,
      `<p class="order" data-number="${order.number}" data-state="${order.state}">Your order has been added. The documents are mailed to ${escapeHtml(order.request.email)}.</p>`,
    );
  }
}

function badCsrf(): PortalError {
  return new PortalError(400, "order.bad-csrf", "Please open the form again.");
}
