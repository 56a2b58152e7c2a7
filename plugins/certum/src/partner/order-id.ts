import type { CertumRenewal } from "../profile.js";
import type { RequestToSubmit } from "../ways/activation-desk.js";
import type { OrderKind } from "./own-orders.js";

/** What is ordered: a request, and how. */
export interface Wanted {
  readonly request: RequestToSubmit;
  readonly kind: OrderKind;
}

const letters: { readonly [kind in OrderKind]: string } = { renew: "r", new: "n", reissue: "i" };

/**
 * The `orderID` of the nth order of a renewal: 50 characters `[A-Za-z0-9-]` at the most. It names the
 * request, and with it the key: an order that is found under it is the one for this key.
 */
export function orderIdOf(
  { id }: CertumRenewal,
  { request, kind }: Wanted,
  number: number,
): string {
  const readable = id.replaceAll(/[^A-Za-z0-9-]/g, "-").slice(0, 28);
  return `${readable}-${letters[kind]}${number}-${request.sha256.slice(0, 16)}`;
}
