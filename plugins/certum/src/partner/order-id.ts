import type { CertumRenewal } from "../profile.js";
import type { RequestToSubmit } from "../ways/activation-desk.js";

/**
 * The `orderID` of our nth order of a renewal: 50 characters `[A-Za-z0-9-]` at the most. It names the
 * key, so that an order which is found under it is the one for this key.
 */
export function orderIdOf(
  { id }: CertumRenewal,
  { spkiHash }: RequestToSubmit,
  number: number,
): string {
  const readable = id.replaceAll(/[^A-Za-z0-9-]/g, "-").slice(0, 30);
  return `${readable}-${number}-${spkiHash.slice(0, 16)}`;
}
