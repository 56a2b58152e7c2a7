import { control } from "../../shared/controls/control.js";
import { PortalError } from "../../shared/portal-error.js";
import { jsonReply } from "../../shared/reply.js";
import type { Route } from "../../shared/router.js";
import { certificateVariants } from "../partner-orders.js";
import { defined } from "../../shared/json-input.js";
import type { OrderOffice } from "./orders/order-office.js";
import type { PartnerOrders } from "./orders/order-register.js";
import { orderToJson, type PartnerOrder } from "./orders/partner-order.js";
import type { PartnerAccounts } from "./partner-accounts.js";

interface Controlled {
  readonly orders: PartnerOrders;
  readonly office: OrderOffice;
  readonly accounts: PartnerAccounts;
}

/** Partners' orders, as the operator handles them. */
export function partnerControls({ orders, office, accounts }: Controlled): Route[] {
  const find = (orderID: string): PartnerOrder => {
    const order = orders.find(orderID);
    if (order === undefined)
      throw new PortalError(404, "order.unknown", "There is no such order.", orderID);
    return order;
  };
  return [
    control("GET", "/partner/orders", () =>
      jsonReply({ orders: orders.list().map((order) => orderToJson(order)) }),
    ),
    control("GET", "/partner/orders/:id", (_input, { id = "" }) =>
      jsonReply(orderToJson(find(id))),
    ),
    control("POST", "/partner/orders/:id/confirm", (_input, { id = "" }) => {
      office.confirmMailbox(find(id));
      return jsonReply(orderToJson(find(id)));
    }),
    control("POST", "/partner/orders/:id/approve", (input, { id = "" }) => {
      const organizationIdentifier = input.optionalText("organizationIdentifier");
      office.approve(find(id), defined({ organizationIdentifier }));
      return jsonReply(orderToJson(find(id)));
    }),
    control("POST", "/partner/orders/:id/reject", (input, { id = "" }) => {
      office.reject(find(id), input.text("note"));
      return jsonReply(orderToJson(find(id)));
    }),
    control("POST", "/partner/orders/:id/issue", async (input, { id = "" }) => {
      const order = find(id);
      await office.issue(order, input.optionalChoice("certificate", certificateVariants));
      return jsonReply(orderToJson(order));
    }),
    control("POST", "/partner/orders/:id/hand-out", (input, { id = "" }) => {
      find(id).variant = input.choice("certificate", certificateVariants);
      return jsonReply(orderToJson(find(id)));
    }),
    control("POST", "/partner/accounts/:user/open", (_input, { user = "" }) => {
      if (!accounts.open(user))
        throw new PortalError(404, "account.unknown", "There is no such account.", user);
      return jsonReply(accounts);
    }),
  ];
}
