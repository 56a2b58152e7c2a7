import { toPem } from "../../pki/pem.js";
import type { Exchange } from "../../shared/exchange.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply, reply, type Reply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { certificateChoice } from "../activation/certificate-fields.js";
import type { Order } from "../order.js";
import type { IssuedCertificate } from "../partner-orders.js";
import type { CertumWorld } from "../world.js";
import { toOrder } from "./order-pages.js";
import type { Visits } from "./visits.js";

/** Certificate data, the request, and the certificate. */
export class ActivationPages {
  constructor(
    private readonly world: CertumWorld,
    private readonly visits: Visits,
  ) {}

  get routes(): Route[] {
    const route = (
      method: string,
      path: string,
      endpoint: string,
      handle: Route["handle"],
    ): Route => ({ method, path: `/panel/${path}`, endpoint: `panel.${endpoint}`, handle });
    return [
      route("GET", "certificate-data", "certificate-data", (exchange) =>
        jsonReply(certificateChoice(this.#order(exchange))),
      ),
      route("POST", "csr", "csr", (exchange) => this.#csr(exchange)),
      route("POST", "activation", "activation", (exchange) => this.#activate(exchange)),
      route("GET", "certificate", "certificate", (exchange) => this.#certificate(exchange)),
      route("GET", "certificate/issuers", "issuers", (exchange) => {
        const { issuers } = this.#issued(exchange);
        const pem = issuers.map((der) => toPem("CERTIFICATE", der)).join("");
        return reply(200, "application/x-pem-file", pem);
      }),
    ];
  }

  async #csr(exchange: Exchange): Promise<Reply> {
    const { customer, form } = await this.visits.form(exchange);
    const { orders, activationDesk, counters } = this.world;
    const number = form.text("number");
    const order = number === "" ? undefined : orders.of(customer.user, number);
    const content = form.file("csr")?.content ?? Buffer.from(form.text("csr"));
    const { spkiHash } = await counters.judge("csrs", () => activationDesk.judge(content, order));
    return jsonReply({ result: "Correct", spkiHash });
  }

  async #activate(exchange: Exchange): Promise<Reply> {
    const { customer, form } = await this.visits.form(exchange);
    const { orders, activationDesk, counters } = this.world;
    const order = orders.of(customer.user, form.text("number"));
    await counters.judge("activations", () => activationDesk.submit(order, form));
    return toOrder(order);
  }

  #certificate(exchange: Exchange): Reply {
    const { pem, der } = this.#issued(exchange);
    const encoding = exchange.query.get("encoding") ?? "pem";
    return encoding === "der"
      ? reply(200, "application/pkix-cert", der)
      : reply(200, "application/x-pem-file", pem);
  }

  #issued(exchange: Exchange): IssuedCertificate {
    const { certificate } = this.#order(exchange);
    if (certificate === undefined)
      throw new PortalError(409, "certificate.not-issued", "The certificate is not issued yet.");
    return certificate;
  }

  #order(exchange: Exchange): Order {
    const { user } = this.visits.customer(exchange);
    return this.world.orders.of(user, exchange.query.get("number") ?? "");
  }
}
