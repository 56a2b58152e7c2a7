import {
  PerennialError,
  token,
  type Outcome,
  type Refusal,
  type SavedRequest,
} from "@perennial/api";
import type { DigisignRenewal } from "../profile.js";
import type { Application } from "../steps/confirm-application.js";
import type { SelectedCertificate } from "../steps/select-certificate.js";

/** What is ordered. */
export interface NewOrder {
  /** The certificate that is renewed. */
  readonly certificate: SelectedCertificate;
  readonly application: Application;
  /** The day the new certificate is to be issued, `yyyy-mm-dd` in Romania. */
  readonly issuingDate: string;
  /** Absent where the certificate is for the same key, or the person orders. */
  readonly request?: SavedRequest;
}

/** An order at DigiSign. */
export type PlacedOrder = {
  /** As DigiSign calls it, for example `RC-2026-000123`. */
  readonly number: string;
  /** Chosen by us before: the renewal's id. */
  readonly reference: string;
  /** `yyyy-mm-dd` in Romania. */
  readonly issuingDate: string;
  /** RFC 3339 UTC. */
  readonly placedAt: string;
  readonly way: "assisted" | "portal";
};

/** Why the issuing date will not do (any more); undefined if it will. */
export type DateCheck = () => Promise<Refusal | undefined>;

/** Where the renewal is ordered. Manual II.2 to II.6. */
export interface OrderDesk {
  /**
   * Places the order once, or says what the person has to do.
   * @param checkDate is asked right before anything is sent, and before the person is sent to order.
   * @throws PerennialError with `effect: "none"` and the code of the refusal where the date will not do.
   */
  place(
    order: NewOrder,
    renewal: DigisignRenewal,
    checkDate: DateCheck,
  ): Promise<Outcome<PlacedOrder>>;
}
export const OrderDesk = token<OrderDesk>("digisign.order-desk");

/** @throws PerennialError the refusal, with `effect: "none"`. */
export async function requireDate(checkDate: DateCheck): Promise<void> {
  const refusal = await checkDate();
  if (refusal === undefined) return;
  throw new PerennialError(refusal.code, refusal.params, { effect: "none" });
}
