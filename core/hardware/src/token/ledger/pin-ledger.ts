import { token, type Instant } from "@perennial/api";
import type { TokenIdentity } from "../host/token-identity.js";

/** Which PIN of a token: the user's, or that of one key with CKA_ALWAYS_AUTHENTICATE. */
export type PinUse =
  | { readonly use: "login" }
  /** CKA_ID, hexadecimal. */
  | { readonly use: "signature"; readonly key: string };

/** How an attempt ended. One whose end is not known counts as spent. */
export type PinOutcome = "right" | "wrong" | "locked" | "unknown";

/** What is known of the tries of a PIN since it was right the last time. */
export interface PinHistory {
  /** Attempts that were wrong or may have been. */
  readonly spent: number;
  /** Of them those whose end is not known. */
  readonly unknown: number;
  /** Whether the token said that it is locked. */
  readonly locked: boolean;
  readonly lastSpent?: Instant;
}

/** An attempt that is on record before it is made. */
export interface PinAttempt {
  /** @throws PerennialError `keys.disk-full`, `keys.folder-unusable`. */
  ended(outcome: PinOutcome): Promise<void>;
  /** Takes it back: it is certain that the token was not asked. */
  notMade(): Promise<void>;
}

/**
 * Perennial's own count of tries: tokens' flags lie. An attempt is written and synced before the
 * token is asked; no PIN is in it.
 */
export interface PinLedger {
  /** @throws PerennialError `keys.corrupt`, `keys.folder-unusable`, `keys.permissions-too-open`. */
  history(token: TokenIdentity, pin: PinUse): Promise<PinHistory>;
  /**
   * Writes down that an attempt is about to be made.
   * @throws PerennialError `keys.disk-full`, `keys.folder-unusable`; then it must not be made.
   */
  begin(token: TokenIdentity, pin: PinUse): Promise<PinAttempt>;
  /**
   * Forgets what was spent: a person says that the PIN was unblocked, or used elsewhere.
   * @returns how many attempts were forgotten.
   */
  forget(token: TokenIdentity): Promise<number>;
}
export const PinLedgerToken = token<PinLedger>("hardware.pin-ledger");
