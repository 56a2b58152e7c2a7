import type { Account } from "./account.js";

/** A certificate that a user made known to SOFiE. */
export interface Upload {
  /** `U-000123`. */
  readonly receipt: string;
  readonly user: string;
  readonly account: Account;
  readonly spkiHash: string;
  /** Lower-case hexadecimal SHA-256 of the certificate's DER. */
  readonly certificateSha256: string;
  readonly at: Date;
}

export function uploadToJson(upload: Upload): Record<string, unknown> {
  const { receipt, spkiHash, account, at } = upload;
  return { receipt, spkiHash, account, at: at.toISOString() };
}
