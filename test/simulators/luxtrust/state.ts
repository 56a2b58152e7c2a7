import { mailToJson } from "../shared/mailbox.js";
import { orderToJson, type Order } from "./order.js";
import { uploadToJson } from "./upload.js";
import type { LuxtrustWorld } from "./world.js";

/** An order as the operator sees it. */
export function orderForOperator(order: Order): Record<string, unknown> {
  return {
    ...orderToJson(order),
    ...order.person,
    subject: order.request.subject.toString(),
    csr: order.request.der.toString("base64"),
    ...(order.certificate === undefined
      ? {}
      : { certificate: order.certificate.toString("base64") }),
  };
}

/** Users without their passwords. */
export function usersToJson(world: LuxtrustWorld): Record<string, unknown>[] {
  return world.users.list().map(({ user, contract, connection, email }) => ({
    user,
    contract,
    connection,
    email,
    closed: world.users.isClosed(user),
  }));
}

export function uploadsToJson(world: LuxtrustWorld): Record<string, unknown>[] {
  return world.sofieDesk.uploads.map((upload) => ({
    ...uploadToJson(upload),
    user: upload.user,
    certificateSha256: upload.certificateSha256,
  }));
}

/** The whole state as plain data; what a test asks after it killed a client. */
export function stateOf(world: LuxtrustWorld): Record<string, unknown> {
  const orders = world.orders.list();
  return {
    clock: { now: world.clock.now().toISOString(), mode: world.clock.mode },
    counters: world.counters.toJSON(),
    orders: orders.map(orderForOperator),
    ordersPerReference: count(orders.map(({ reference }) => reference)),
    ordersPerKey: count(orders.map(({ request }) => request.spkiHash)),
    uploads: uploadsToJson(world),
    declarations: world.cssfInbox.list().map((entry) => ({ ...entry, at: entry.at.toISOString() })),
    reports: world.sofieDesk.reports.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
    mails: world.mailbox.list().map(mailToJson),
    users: usersToJson(world),
    faults: world.faults.list(),
  };
}

function count(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
