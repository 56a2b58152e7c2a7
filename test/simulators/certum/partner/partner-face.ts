import type { PartnerFace, PartnerWorld } from "../partner-orders.js";
import type { PartnerDesk } from "./operations/operation.js";
import { PartnerDocuments } from "./orders/document-desk.js";
import { OrderOffice } from "./orders/order-office.js";
import { PartnerOrders } from "./orders/order-register.js";
import { orderToJson, type PartnerOrder } from "./orders/partner-order.js";
import { PartnerAccounts } from "./partner-accounts.js";
import { partnerControls } from "./partner-controls.js";
import { defaultAccounts, defaultProducts, type PartnerOptions } from "./partner-options.js";
import { EarlierCertificates } from "./rules/earlier-certificate.js";
import { OrderRules } from "./rules/order-rules.js";
import { SubjectRules } from "./rules/subject-rules.js";
import { SoapService } from "./soap-service.js";
import { PartnerWsdl, servicePath } from "./wsdl/partner-wsdl.js";

/** Opens the partner's face of the site, on what the site has. */
export function openPartnerFace(world: PartnerWorld, options: PartnerOptions = {}): PartnerFace {
  const products = options.products ?? defaultProducts;
  const accounts = new PartnerAccounts(options.accounts ?? defaultAccounts);
  const orders = new PartnerOrders(world.clock, world.keys, world.counters);
  const office = new OrderOffice(world, orders);
  const subjects = new SubjectRules(
    options.localityCode === 2058 ? "localityMissingNewer" : "localityMissing",
  );
  const desk: PartnerDesk = {
    world,
    orders,
    office,
    rules: new OrderRules(world, orders, products, subjects),
    earlier: new EarlierCertificates(world.authority, world.clock),
    documents: new PartnerDocuments(world.clock, world.counters),
    reissue: {
      code: "reissue",
      title: "S/MIME Organization, reissue",
      days: 0,
      profile: "smime-organization",
      renewal: false,
    },
  };
  const service = new SoapService(PartnerWsdl.read(), accounts, desk);
  return {
    routes: [
      {
        method: "GET",
        path: servicePath,
        endpoint: "partner.wsdl",
        handle: (exchange) => service.describe(exchange),
      },
      {
        method: "POST",
        path: servicePath,
        endpoint: "partner",
        endpointOf: (exchange) => service.endpointOf(exchange),
        handle: (exchange) => service.answer(exchange),
      },
    ],
    controls: partnerControls({ orders, office, accounts }),
    state: () => ({
      orders: orders.list().map((order) => orderToJson(order)),
      ordersPerKey: count(orders.list(), ({ request }) => request.spkiHash),
      ordersPerCustomer: count(orders.list(), ({ customer }) => customer),
      ordersPerStatus: count(orders.list(), ({ status }) => status),
      accounts: accounts.toJSON(),
      products,
    }),
  };
}

function count(
  orders: readonly PartnerOrder[],
  by: (order: PartnerOrder) => string,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const order of orders) counts[by(order)] = (counts[by(order)] ?? 0) + 1;
  return counts;
}
