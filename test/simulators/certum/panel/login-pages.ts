import type { Exchange } from "../../shared/exchange.js";
import { csrfField, escapeHtml, field, page } from "../../shared/html.js";
import { seeOther, type Reply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { statusOf, tilesOf, type Order } from "../order.js";
import type { CertumWorld } from "../world.js";
import { checkCsrf, type Visits } from "./visits.js";

/** Login and dashboard. */
export class LoginPages {
  constructor(
    private readonly world: CertumWorld,
    private readonly visits: Visits,
  ) {}

  get routes(): Route[] {
    return [
      {
        method: "GET",
        path: "/panel/login",
        endpoint: "panel.login-form",
        handle: (exchange) => this.#form(exchange),
      },
      {
        method: "POST",
        path: "/panel/login",
        endpoint: "panel.login",
        handle: (exchange) => this.#logIn(exchange),
      },
      {
        method: "GET",
        path: "/panel/dashboard",
        endpoint: "panel.dashboard",
        handle: (exchange) => this.#dashboard(exchange),
      },
    ];
  }

  #form(exchange: Exchange): Reply {
    const { sessions } = this.visits;
    const session = sessions.find(exchange) ?? sessions.open({});
    const form = `<form method="post" action="/panel/login">
${csrfField(session.csrf)}
${field("user", "User")}
${field("password", "Password", "password")}
<button>Log in</button>
</form>`;
    return sessions.withCookie(page(200, "Certum: log in", form), session);
  }

  async #logIn(exchange: Exchange): Promise<Reply> {
    const { sessions } = this.visits;
    const form = await exchange.form();
    const session = sessions.find(exchange);
    checkCsrf(session, form);
    const customer = await this.world.counters.judge("logins", () =>
      this.world.customers.logIn(form.text("user"), form.exactText("password")),
    );
    if (session !== undefined) sessions.end(session);
    // A new identifier: who knew the one of the login form must not be logged in with it.
    return sessions.withCookie(seeOther("/panel/dashboard"), sessions.open({ customer }));
  }

  #dashboard(exchange: Exchange): Reply {
    const session = this.visits.sessions.find(exchange);
    const user = session?.data.customer?.user;
    if (session === undefined || user === undefined) return seeOther("/panel/login");
    const orders = this.world.orders.list().filter(({ customer }) => customer === user);
    return page(200, "Dashboard", csrfField(session.csrf) + orders.map(tileHtml).join("\n"));
  }
}

function tileHtml(order: Order): string {
  const number = escapeHtml(order.number);
  const steps = Object.entries(tilesOf(order))
    .map(([step, tile]) => `<li data-step="${step}" data-tile="${tile}">${step}: ${tile}</li>`)
    .join("");
  return `<section class="tile" data-number="${number}" data-status="${statusOf(order)}">
<h2>${number}</h2><p>S/MIME, ${order.days} days: ${statusOf(order)}</p><ul>${steps}</ul>
</section>`;
}
