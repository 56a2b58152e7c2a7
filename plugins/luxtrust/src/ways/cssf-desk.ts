import { PerennialError, token, type ObtainedCertificate, type Outcome } from "@perennial/api";
import type { SofieRenewal } from "../profile.js";

/** That the CRYPT certificate is declared. */
export type DeclarationReceipt = {
  readonly receipt?: string;
  readonly receiver: "CSSF" | "BCL";
  readonly reference: string;
  readonly spkiHash: string;
  /** Lower-case hexadecimal SHA-256 of the DER. */
  readonly certificateSha256: string;
  readonly declaredAt: string;
  readonly way: "assisted" | "portal";
};

/** Where a CRYPT certificate is declared. CSSF circular 08/334, 4.3; manual 5.2. */
export interface CssfDesk {
  /** @throws PerennialError `luxtrust.transport-not-for-cssf` for another account than CRYPT. */
  declare(
    certificate: ObtainedCertificate,
    renewal: SofieRenewal,
  ): Promise<Outcome<DeclarationReceipt>>;
}
export const CssfDesk = token<CssfDesk>("luxtrust.cssf-desk");

/**
 * "The TRANSPORT certificate shall not be sent": only CRYPT is declared.
 * @throws PerennialError `luxtrust.transport-not-for-cssf`.
 */
export function requireCrypt(account: string): void {
  if (account !== "CRYPT") throw new PerennialError("luxtrust.transport-not-for-cssf", { account });
}
