import {
  Clock,
  Files,
  Http,
  PerennialError,
  Requests,
  Secrets,
  done,
  inject,
  injectable,
  message,
  waiting,
  type Delivery,
  type Message,
  type Outcome,
  type WaitForCertificate,
} from "@perennial/api";
import { defaults, helpdesk, type CertumRenewal } from "../profile.js";
import { ChooseOrder } from "../steps/choose-order.js";
import type { ActivationDesk, RequestToSubmit, Submitted } from "../ways/activation-desk.js";
import { certificateFile } from "../ways/certificate-wait.js";
import { asClause } from "./as-clause.js";
import { orderIdOf, type Wanted } from "./order-id.js";
import { orderOf, requireProduct } from "./order-of.js";
import { OwnOrders, type OrderKind, type OwnOrder } from "./own-orders.js";
import { isPartnerCode } from "./partner-errors.js";
import { PartnerLogin } from "./partner-login.js";
import type { PartnerService } from "./partner-service.js";
import { certificatePem } from "./pem.js";

/** Orders of one renewal: more are not the work of anybody who reads what is asked. */
const mostOrders = 50;

/** Orders as a partner. `docs/partner.md`. */
@injectable()
export class PartnerActivationDesk implements ActivationDesk {
  private readonly login: PartnerLogin;

  constructor(
    @inject(Http) http: Http,
    @inject(Files) files: Files,
    @inject(Secrets) secrets: Secrets,
    @inject(Clock) private readonly clock: Clock,
    @inject(Requests) private readonly requests: Requests,
  ) {
    this.login = new PartnerLogin({ http, files, secrets });
  }

  async submit(renewal: CertumRenewal, request: RequestToSubmit): Promise<Outcome<Submitted>> {
    const kind = chosenKind(renewal);
    requireProduct(renewal, kind);
    return this.login.run(renewal, async (service) => {
      try {
        return await this.order(renewal, service, { request, kind });
      } catch (error) {
        if (kind !== "renew" || !isPartnerCode(error, 2003)) throw error;
        if (renewal.answer("order-anew") === false) throw error;
        return askForNewOrder(renewal, error);
      }
    });
  }

  deliver(renewal: CertumRenewal, { order }: Submitted): Promise<Delivery> {
    const wait: WaitForCertificate = {
      for: "poll",
      every: renewal.profile.pollInterval ?? defaults.pollInterval,
      orFile: certificateFile(renewal),
      text: message("certum.partner.certificate-wait", { order }),
      instructions: [message("certum.contact", helpdesk(renewal.profile))],
    };
    return this.login.call(renewal, async (service) => {
      try {
        const { certificate, issuers } = await service.certificate(order);
        const text = [certificate, ...issuers].map(certificatePem).join("");
        const content = Buffer.from(text, "latin1").toString("base64");
        return { state: "here", file: { name: `${order}.pem`, content }, otherwise: wait };
      } catch (error) {
        if (!isPartnerCode(error, 1159)) throw error;
        const { status, note } = await service.state(order);
        if (status !== "REJECTED") return { state: "coming", wait };
        throw new PerennialError("certum.activation-rejected", { order, reason: asClause(note) });
      }
    });
  }

  issuers(renewal: CertumRenewal, { order }: Submitted): Promise<readonly string[]> {
    return this.login.call(renewal, async (service) => {
      const { issuers } = await service.certificate(order);
      return issuers.map(certificatePem);
    });
  }

  /** The order for this request; one that was placed for another is given up, so that one stands. */
  private async order(
    renewal: CertumRenewal,
    service: PartnerService,
    wanted: Wanted,
  ): Promise<Outcome<Submitted>> {
    const orders = new OwnOrders(renewal, service, this.clock);
    const notes: Message[] = [];
    for (let number = 1; number <= mostOrders; number += 1) {
      if (renewal.answer(`next-order:${number}`) === true) continue;
      const own = await this.ownOrder(renewal, wanted, number);
      const placed = await this.stand(renewal, orders, service, own);
      if (placed.outcome !== "done") return placed;
      const { order } = placed.output;
      if (order === own.order.orderId) {
        return { ...placed, notes: [...notes, ...(placed.notes ?? [])] };
      }
      await orders.giveUp(number, order);
      notes.push(message("certum.partner.earlier-cancelled", { order }));
    }
    throw new PerennialError("certum.too-many-orders", { count: mostOrders }, { effect: "none" });
  }

  private async ownOrder(
    renewal: CertumRenewal,
    wanted: Wanted,
    number: number,
  ): Promise<OwnOrder> {
    const orderId = orderIdOf(renewal, wanted, number);
    return {
      number,
      kind: wanted.kind,
      serial: renewal.output(ChooseOrder).serial ?? "",
      order: await orderOf(this.requests, renewal, { ...wanted, orderId }),
      newProduct: renewal.profile.productCode ?? "",
    };
  }

  /** The order with this number, placed; or the question whether there is to be another. */
  private async stand(
    renewal: CertumRenewal,
    orders: OwnOrders,
    service: PartnerService,
    own: OwnOrder,
  ): Promise<Outcome<Submitted>> {
    const { number, kind } = own;
    try {
      const { submitted, fresh } = await orders.place(own);
      const { order } = submitted;
      if (!fresh && order === own.order.orderId) {
        const { status, note } = await service.state(order);
        if (status === "REJECTED") {
          const params = { order, reason: asClause(note) };
          return askForAnother(renewal, number, { code: "certum.order-rejected", params });
        }
      }
      return done(submitted, [message("certum.partner.ordered", { order, kind })]);
    } catch (error) {
      if (!PerennialError.is(error, "certum.order-id-taken")) throw error;
      return askForAnother(renewal, number, error);
    }
  }
}

/** What was chosen, or a new order where the person said so after a renewal was refused. */
function chosenKind(renewal: CertumRenewal): OrderKind {
  const { kind, serial } = renewal.output(ChooseOrder);
  if (kind === "activation") throw new TypeError("a partner's order is no activation");
  if (kind === "renew" && renewal.answer("order-anew") === true) return "new";
  if (kind !== "new" && serial === null) {
    throw new PerennialError("certum.no-current-certificate", { kind }, { effect: "none" });
  }
  return kind;
}

/** "No renewal after expiry": what is possible instead. */
function askForNewOrder(renewal: CertumRenewal, { code, params }: PerennialError): Outcome<never> {
  const product = renewal.profile.productCode ?? "";
  return waiting({
    key: "order-anew",
    for: "person",
    text: message("certum.partner.order-anew", { product }),
    instructions: [message("certum.contact", helpdesk(renewal.profile))],
    question: {
      type: "confirm",
      yes: message("certum.partner.order-anew.yes"),
      no: message("certum.partner.order-anew.no"),
    },
    refusal: { code, params },
  });
}

function askForAnother(
  renewal: CertumRenewal,
  number: number,
  { code, params }: Pick<PerennialError, "code" | "params">,
): Outcome<never> {
  return waiting({
    key: `next-order:${number}`,
    for: "person",
    text: message("certum.partner.next-order"),
    instructions: [message("certum.contact", helpdesk(renewal.profile))],
    question: { type: "confirm", yes: message("certum.partner.next-order.yes") },
    refusal: { code, params },
  });
}
