import {
  PerennialError,
  done,
  message,
  waiting,
  type Clock,
  type Message,
  type Outcome,
} from "@perennial/api";
import { sentKinds, type SentKind } from "../documents/document-kind.js";
import { isShape, stringIn, type Shape } from "../portal/json-shape.js";
import { defaults, helpdesk, portalUrl, type DigisignRenewal } from "../profile.js";
import { Order } from "../steps/order.js";
import type { Reviewed, SendAgain, SentBack } from "./signer-desk.js";

/** What an order is judged with. */
export interface Judging {
  readonly renewal: DigisignRenewal;
  readonly clock: Clock;
  readonly sendAgain: SendAgain;
}

/**
 * What is to be done about an order as DigiSign answers it. `docs/portal.md`, "The signer".
 * @throws PerennialError `digisign.order-cancelled`, `digisign.portal-changed`.
 */
export async function judgeOrder(
  order: unknown,
  { renewal, clock, sendAgain }: Judging,
): Promise<Outcome<Reviewed>> {
  const { host } = new URL(portalUrl(renewal.profile));
  const { number } = renewal.output(Order);
  const state = stringIn(order, "state", host);
  switch (state) {
    case "approved":
    case "issued":
      return done<Reviewed>({ state: "approved", at: await clock.now() }, [
        message("digisign.approved", { number }),
      ]);
    case "cancelled": {
      const said = isShape(order) && typeof order["reason"] === "string" ? order["reason"] : "";
      const reason = said === "" ? "none" : said;
      throw new PerennialError("digisign.order-cancelled", { number, reason });
    }
    case "rejected":
    case "documents": {
      const again = await sendAgain(sentBack(order, state, host));
      return again.outcome === "done" ? look(order, renewal) : again;
    }
    case "review":
      return look(order, renewal);
    default:
      throw changed(host, `state ${state}`);
  }
}

/** Waits for the operator, and says so if nothing was paid. */
function look(order: unknown, renewal: DigisignRenewal): Outcome<never> {
  const { profile } = renewal;
  const { number } = renewal.output(Order);
  const paid = isShape(order) && order["paid"] === true;
  return waiting({
    key: "review",
    for: "poll",
    every: profile.pollInterval ?? defaults.pollInterval,
    text: message(paid ? "digisign.review" : "digisign.review.unpaid", { number }),
    instructions: [
      ...(paid ? [] : howToPay(renewal)),
      message("digisign.contact", helpdesk(profile)),
    ],
  });
}

/** Manual III.1: by the proforma, and a copy of the payment order to the helpdesk. */
export function howToPay(renewal: DigisignRenewal): readonly Message[] {
  const { number } = renewal.output(Order);
  return [
    message("digisign.pay.amount", { number }),
    message("digisign.pay.copy", { ...helpdesk(renewal.profile), number }),
  ];
}

/** Of documents that were sent back, those that are still missing. */
function sentBack(order: unknown, state: "rejected" | "documents", host: string): SentBack {
  const shape: Shape = isShape(order) ? order : {};
  const missing = kindsIn(shape["missing"], host);
  const { rejection } = shape;
  if (state === "documents" || !isShape(rejection)) {
    return { attempt: "missing", reason: "", documents: missing };
  }
  const documents = kindsIn(rejection["documents"], host);
  const reason = typeof rejection["reason"] === "string" ? rejection["reason"] : "";
  return { attempt: stringIn(rejection, "at", host), reason, documents };
}

function kindsIn(value: unknown, host: string): readonly SentKind[] {
  if (!Array.isArray(value)) throw changed(host, "no list of documents");
  return sentKinds.filter((kind) => value.includes(kind));
}

function changed(host: string, detail: string): PerennialError {
  return new PerennialError("digisign.portal-changed", { host }, { detail });
}
