import { token, type Delivery, type Outcome, type SavedRequest } from "@perennial/api";
import type { SofieRenewal } from "../profile.js";
import type { PersonalData } from "../steps/confirm-personal-data.js";

/** What is handed over at the order page. */
export interface NewOrder {
  readonly request: SavedRequest;
  readonly data: PersonalData;
}

/** An order at the certification authority. */
export type PlacedOrder = {
  /** As the order page calls it, for example `1234`; absent if the person was not told. */
  readonly number?: string;
  /** Chosen by us before. */
  readonly reference: string;
  readonly account: string;
  readonly spkiHash: string;
  /** Lower-case hexadecimal SHA-256 of the request's DER. */
  readonly csrSha256: string;
  readonly placedAt: string;
  readonly way: "assisted" | "portal";
};

/** Where the certificate is ordered: LuxTrust's order page. Manual 4.1. */
export interface OrderDesk {
  /** Places the order once, or says what the person has to do. */
  place(order: NewOrder, renewal: SofieRenewal): Promise<Outcome<PlacedOrder>>;
  /** The certificate, or how it will come. */
  deliver(order: PlacedOrder, renewal: SofieRenewal): Promise<Delivery>;
}
export const OrderDesk = token<OrderDesk>("luxtrust.order-desk");
