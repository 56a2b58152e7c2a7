import { PerennialError, failed, type Failed } from "@perennial/api";
import { asClause } from "./as-clause.js";
import type { OrderState } from "./partner-service.js";

/** The order will not become a certificate; its note says why. */
export function orderRejected({ orderId, note }: OrderState): Failed {
  const params = { order: orderId, reason: asClause(note) };
  return failed(new PerennialError("certum.order-rejected", params, { effect: "none" }));
}
