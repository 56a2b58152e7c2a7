import { token, type Outcome } from "@perennial/api";
import type { CertumRenewal } from "../profile.js";

/** What is ordered. */
export type ChosenOrder = {
  /**
   * `activation`: a customer's order that waits for it; the others are a partner's: `renew` and
   * `reissue` of the current certificate, or a `new` order.
   */
  readonly kind: "activation" | "renew" | "new" | "reissue";
  /** A customer's order number, for example `ORDER/0000123456/dk`; a partner's order has none yet. */
  readonly number: string | null;
  /** Days that the certificate is valid. */
  readonly days: number;
  /** Serial number of the current certificate, lower-case hexadecimal, where one is known. */
  readonly serial: string | null;
};

/** Where the order comes from that is activated, or what a partner orders. */
export interface OrderChoice {
  choose(renewal: CertumRenewal): Promise<Outcome<ChosenOrder>>;
}
export const OrderChoice = token<OrderChoice>("certum.order-choice");
