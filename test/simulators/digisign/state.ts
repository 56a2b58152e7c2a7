import { mailToJson } from "../shared/mailbox.js";
import { missingKinds } from "./documents/document-desk.js";
import { documentToJson, orderToJson, serialOf, type Order } from "./order.js";
import type { DigisignWorld } from "./world.js";

/** An order as the operator sees it. */
export function orderForOperator(order: Order): Record<string, unknown> {
  const { request, rejection } = order;
  const { email, phone, organization, locality, country } = request;
  return {
    ...orderToJson(order),
    ...{ email, phone, organization, locality, country },
    serial: serialOf(order),
    key: request.csr === undefined ? "same" : "new",
    paid: order.paid,
    missing: missingKinds(order),
    documents: [...order.documents.values()].map(documentToJson),
    received: order.received.map(documentToJson),
    variant: order.variant,
    ...(rejection === undefined
      ? {}
      : { rejection: { ...rejection, at: rejection.at.toISOString() } }),
    ...(order.reason === undefined ? {} : { reason: order.reason }),
    ...(order.issued === undefined ? {} : { certificate: order.issued.toString("base64") }),
  };
}

/** The whole state as plain data; what a test asks after it killed a client. */
export function stateOf(world: DigisignWorld): Record<string, unknown> {
  const orders = world.orders.list();
  return {
    clock: { now: world.clock.now().toISOString(), mode: world.clock.mode },
    counters: world.counters.toJSON(),
    orders: orders.map(orderForOperator),
    ordersPerReference: count(orders.map(({ request }) => request.reference)),
    ordersPerCertificate: count(orders.map(({ request }) => request.certificate.sha256)),
    documentsPerKind: count(orders.flatMap(({ received }) => received.map(({ kind }) => kind))),
    mails: world.mailbox.list().map(mailToJson),
    faults: world.faults.list(),
  };
}

function count(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
