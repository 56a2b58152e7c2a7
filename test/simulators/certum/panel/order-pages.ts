import type { Exchange } from "../../shared/exchange.js";
import { jsonReply, seeOther, type Reply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import type { Order } from "../order.js";
import { orderToJson, organizationToJson } from "../order-json.js";
import { registries } from "../rules/registries.js";
import { statements } from "../rules/statements.js";
import type { CertumWorld } from "../world.js";
import type { Visits } from "./visits.js";

/** Orders, organization data and documents. */
export class OrderPages {
  constructor(
    private readonly world: CertumWorld,
    private readonly visits: Visits,
  ) {}

  get routes(): Route[] {
    const get = (path: string, handle: (exchange: Exchange) => Reply): Route => ({
      method: "GET",
      path: `/panel/${path}`,
      endpoint: `panel.${path}`,
      handle,
    });
    const post = (path: string, endpoint: string, handle: Route["handle"]): Route => ({
      method: "POST",
      path: `/panel/${path}`,
      endpoint: `panel.${endpoint}`,
      handle,
    });
    return [
      get("orders", (exchange) => this.#orders(exchange)),
      get("order", (exchange) => jsonReply(orderToJson(this.#order(exchange)))),
      get("organizations", (exchange) => this.#organizations(exchange)),
      get("statements", (exchange) => this.#statements(exchange)),
      post("data", "data", (exchange) => this.#data(exchange)),
      post("documents", "documents", (exchange) => this.#document(exchange)),
    ];
  }

  #orders(exchange: Exchange): Reply {
    const { user } = this.visits.customer(exchange);
    const orders = this.world.orders.list().filter(({ customer }) => customer === user);
    return jsonReply({ orders: orders.map(orderToJson) });
  }

  #organizations(exchange: Exchange): Reply {
    const { user } = this.visits.customer(exchange);
    const organizations = this.world.organizations.reusable(user).map(organizationToJson);
    return jsonReply({ organizations });
  }

  #statements(exchange: Exchange): Reply {
    this.#order(exchange);
    return jsonReply({
      statements,
      registries: registries.map(({ type, country, title }) => ({ type, country, title })),
    });
  }

  async #data(exchange: Exchange): Promise<Reply> {
    const { customer, form } = await this.visits.form(exchange);
    const order = this.world.orders.of(customer.user, form.text("number"));
    await this.world.counters.judge("data", () => this.world.dataDesk.submit(order, form));
    return toOrder(order);
  }

  async #document(exchange: Exchange): Promise<Reply> {
    const { customer, form } = await this.visits.form(exchange);
    const order = this.world.orders.of(customer.user, form.text("number"));
    const document = await this.world.counters.judge("documents", () =>
      this.world.dataDesk.addDocument(order, form.file("document")),
    );
    return jsonReply({ ...document, at: document.at.toISOString() }, 201);
  }

  #order(exchange: Exchange): Order {
    const { user } = this.visits.customer(exchange);
    return this.world.orders.of(user, exchange.query.get("number") ?? "");
  }
}

/** `303` to the page of an order. */
export function toOrder({ number }: Order): Reply {
  return seeOther(`/panel/order?number=${encodeURIComponent(number)}`);
}
