import { mailToJson } from "../shared/mailbox.js";
import type { Order } from "./order.js";
import { orderToJson, organizationToJson } from "./order-json.js";
import type { IssuedCertificate } from "./partner-orders.js";
import type { CertumWorld } from "./world.js";

/** An order as the operator sees it. */
export function orderForOperator(order: Order): Record<string, unknown> {
  const { customer, placedAt, data, activation, certificate } = order;
  return {
    ...orderToJson(order),
    customer,
    placedAt: placedAt.toISOString(),
    ...(data?.verified === undefined
      ? {}
      : { organizationIdentifier: data.verified.organizationIdentifier }),
    ...(activation === undefined ? {} : { fields: activation.fields }),
    ...(certificate === undefined
      ? {}
      : { variant: certificate.variant, certificatePem: certificate.pem }),
  };
}

/** The whole state as plain data; what a test asks after it killed a client. */
export function stateOf(world: CertumWorld): Record<string, unknown> {
  const issued = world.authority.list();
  return {
    clock: { now: world.clock.now().toISOString(), mode: world.clock.mode },
    counters: world.counters.toJSON(),
    customers: world.customers.list(),
    orders: world.orders.list().map(orderForOperator),
    organizations: world.organizations.list().map(({ customer, organization }) => ({
      customer,
      ...organizationToJson(organization),
      organizationIdentifier: organization.organizationIdentifier,
    })),
    certificates: issued.map(certificateForOperator),
    certificatesPerKey: count(issued.map(({ spkiHash }) => spkiHash)),
    mails: world.mailbox.list().map(mailToJson),
    mailsPerSubject: count(world.mailbox.list().map(({ subject }) => subject)),
    faults: world.faults.list(),
  };
}

function certificateForOperator(issued: IssuedCertificate): Record<string, unknown> {
  const { order, customer, account, mailbox, serial, sha256, spkiHash, variant, revokedAt } =
    issued;
  return {
    ...{ order, customer, account, mailbox, serial, sha256, spkiHash, variant },
    notBefore: issued.notBefore.toISOString(),
    notAfter: issued.notAfter.toISOString(),
    ...(revokedAt === undefined ? {} : { revokedAt: revokedAt.toISOString() }),
  };
}

function count(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
