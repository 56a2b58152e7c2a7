import type { CheckedRequest } from "../pki/certification-request.js";
import type { Account } from "./account.js";

export type OrderState = "pending" | "complete" | "rejected" | "cancelled";

/** The personal data of an order, [C10] to [C15]. */
export interface PersonalData {
  readonly name: string;
  readonly email: string;
  readonly company: string;
  /** May be empty. */
  readonly department: string;
  readonly city: string;
  readonly country: string;
}

/** What is ordered. */
export interface OrderRequest {
  /** Chosen by the client before. */
  readonly reference: string;
  readonly account: Account;
  readonly person: PersonalData;
  readonly request: CheckedRequest;
}

export interface Order extends OrderRequest {
  readonly number: number;
  readonly placedAt: Date;
  state: OrderState;
  reason?: string;
  /** DER, once the order is complete. */
  certificate?: Buffer;
}

/** An order as the portal shows it. */
export function orderToJson(order: Order): Record<string, unknown> {
  return {
    number: String(order.number),
    reference: order.reference,
    account: order.account,
    spkiHash: order.request.spkiHash,
    csrSha256: order.request.sha256,
    state: order.state,
    ...(order.reason === undefined ? {} : { reason: order.reason }),
    placedAt: order.placedAt.toISOString(),
  };
}
