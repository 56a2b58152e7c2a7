import { randomBytes } from "node:crypto";
import { checkRequest, type CheckedRequest } from "../pki/certification-request.js";
import type { Counters } from "../shared/counters.js";
import type { Exchange, SentForm } from "../shared/exchange.js";
import { csrfField, escapeHtml, field, page } from "../shared/html.js";
import type { Attachment } from "../shared/mailbox.js";
import { PortalError } from "../shared/portal-error.js";
import { jsonReply, reply, seeOther, type Reply } from "../shared/reply.js";
import type { PathParameters, Route } from "../shared/router.js";
import { csrfMatches, type Sessions } from "../shared/sessions.js";
import { accounts, isAccount } from "./account.js";
import { orderToJson, type Order, type OrderRequest, type PersonalData } from "./order.js";
import type { OrderRegister } from "./order-register.js";

/** What the order portal needs of the world around it. */
export interface OrderPortalContext {
  readonly orders: OrderRegister;
  readonly sessions: Sessions<null>;
  readonly counters: Counters;
  /** Called after an order was accepted. */
  readonly onOrder: (order: Order) => void;
  /** The attachment as it is mailed. */
  readonly attachment: (order: Order) => Promise<Attachment>;
}

/** LuxTrust's order portal (easyssl), section "SSL CERTIFICATE". */
export class OrderPortal {
  constructor(private readonly context: OrderPortalContext) {}

  get routes(): Route[] {
    const orders = "/ssl-certificate/orders";
    return [
      {
        method: "GET",
        path: "/ssl-certificate",
        endpoint: "order.form",
        handle: (exchange) => this.#form(exchange),
      },
      {
        method: "POST",
        path: orders,
        endpoint: "order.submit",
        handle: (exchange) => this.#submit(exchange),
      },
      {
        method: "GET",
        path: orders,
        endpoint: "order.find",
        handle: (exchange) => this.#find(exchange),
      },
      {
        method: "GET",
        path: `${orders}/:number`,
        endpoint: "order.show",
        handle: (exchange, parameters) => this.#show(exchange, parameters),
      },
      {
        method: "GET",
        path: `${orders}/:number/certificate`,
        endpoint: "order.certificate",
        handle: (_exchange, parameters) => this.#certificate(parameters),
      },
    ];
  }

  #form(exchange: Exchange): Reply {
    const { sessions } = this.context;
    const session = sessions.find(exchange) ?? sessions.open(null);
    const options = accounts.map((account) => `<option>${account}</option>`).join("");
    const form = `<form method="post" action="ssl-certificate/orders" enctype="multipart/form-data">
${csrfField(session.csrf)}
${field("reference", "Reference", "text", `WEB-${randomBytes(6).toString("hex")}`)}
<label>Account <select name="account">${options}</select></label>
${field("name", "Name")}
${field("email", "E-mail", "email")}
${field("company", "Company")}
${field("department", "Department (optional)")}
${field("city", "City")}
${field("country", "Country", "text", "LU")}
${field("csr", "Certificate signing request (.pem)", "file")}
<button>Order</button>
</form>`;
    return sessions.withCookie(page(200, "Order an SSL certificate", form), session);
  }

  async #submit(exchange: Exchange): Promise<Reply> {
    try {
      const order = this.context.orders.place(await this.#read(exchange));
      this.context.onOrder(order);
      return seeOther(`/ssl-certificate/orders/${order.number}`);
    } catch (error) {
      if (error instanceof PortalError) this.context.counters.add(`orders.refused.${error.code}`);
      throw error;
    }
  }

  async #read(exchange: Exchange): Promise<OrderRequest> {
    const form = await exchange.form();
    if (!csrfMatches(this.context.sessions.find(exchange), form.text("csrf")))
      throw new PortalError(400, "order.bad-csrf", "Please open the order form again.");
    const account = required(form, "account");
    if (!isAccount(account)) throw missing("account");
    const reference = required(form, "reference");
    const person: PersonalData = {
      name: required(form, "name"),
      email: required(form, "email"),
      company: required(form, "company"),
      department: form.text("department"),
      city: required(form, "city"),
      country: required(form, "country"),
    };
    if (!/^[^@\s]+@[^@\s]+$/.test(person.email)) throw missing("email");
    const csr = form.file("csr");
    if (csr === undefined) throw missing("csr");
    const request = await checkRequest(csr.content);
    checkSubject(request, person);
    return { reference, account, person, request };
  }

  #find(exchange: Exchange): Reply {
    const reference = exchange.query.get("reference");
    const spki = exchange.query.get("spki");
    if (reference === null && spki === null)
      throw new PortalError(400, "order.missing-filter", "Ask for a reference or a key.");
    const found = this.context.orders
      .list()
      .filter(
        (order) =>
          (reference === null || order.reference === reference) &&
          (spki === null || order.request.spkiHash === spki),
      );
    return jsonReply({ orders: found.map(orderToJson) });
  }

  #show(exchange: Exchange, parameters: PathParameters): Reply {
    const order = this.#order(parameters);
    if (exchange.acceptsJson) return jsonReply(orderToJson(order));
    const reason = order.reason === undefined ? "" : ` (${order.reason})`;
    return page(
      200,
      `Order #${order.number}`,
      `<p class="order" data-number="${order.number}" data-state="${order.state}">Your order is ${order.state}${escapeHtml(reason)}. Reference: ${escapeHtml(order.reference)}</p>`,
    );
  }

  async #certificate(parameters: PathParameters): Promise<Reply> {
    const order = this.#order(parameters);
    const attachment = await this.context.attachment(order);
    const answer = reply(200, "application/octet-stream", attachment.content);
    const disposition = `attachment; filename="${attachment.name}"`;
    return { ...answer, headers: { ...answer.headers, "content-disposition": disposition } };
  }

  #order(parameters: PathParameters): Order {
    const number = parameters["number"] ?? "";
    const order = /^\d{1,9}$/.test(number) ? this.context.orders.find(Number(number)) : undefined;
    if (order === undefined)
      throw new PortalError(404, "order.unknown", "There is no such order.", number);
    return order;
  }
}

function required(form: SentForm, name: string): string {
  const value = form.text(name);
  if (value === "") throw missing(name);
  return value;
}

function missing(name: string): PortalError {
  return new PortalError(
    400,
    "order.missing-field",
    `The field "${name}" is missing or cannot be used.`,
    name,
  );
}

/** What the request and the form both say must be the same. */
function checkSubject(request: CheckedRequest, person: PersonalData): void {
  const expected: readonly (readonly [string, string])[] = [
    ["E", person.email],
    ["O", person.company],
    ["OU", person.department],
    ["L", person.city],
    ...(/^[A-Z]{2}$/.test(person.country) ? [["C", person.country] as const] : []),
  ];
  for (const [attribute, value] of expected) {
    const stated = request.subject.getField(attribute);
    if (stated.length > 0 && !stated.includes(value))
      throw new PortalError(
        400,
        "csr.subject-mismatch",
        "The request states other personal data than the form.",
        attribute,
      );
  }
}
