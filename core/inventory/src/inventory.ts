import type { ErrorData, Instant, ReadRemark } from "@perennial/api";
import type { CertificateRecord } from "@perennial/store";

/** A certificate that was read from a file and is not recorded yet. */
export interface FoundCertificate {
  readonly record: CertificateRecord;
  /** What was remarkable about the file. */
  readonly remarks: readonly ReadRemark[];
  /** Size and time of the file when it was read. */
  readonly stamp: FileStamp;
}

/** Tells whether a file may have changed without reading it. */
export interface FileStamp {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch, with fractions. */
  readonly modifiedAt: number;
}

/** How a recorded certificate compares with the file it was read from. */
export type SourceState =
  /** The file still holds this certificate. */
  | { readonly state: "unchanged" }
  /** The file holds another one now; it was recorded as the current one. */
  | { readonly state: "replaced"; readonly by: CertificateRecord }
  /** The file cannot be read now. What it holds is unknown; what was recorded stays. */
  | { readonly state: "unreadable"; readonly error: ErrorData };

/** A certificate with the state of its source. */
export interface CheckedCertificate {
  readonly record: CertificateRecord;
  readonly source: SourceState;
}

/** Where a profile's certificates are and when they expire. */
export interface Inventory {
  /**
   * Reads the account's certificate from a file (PEM, DER, base64): of several the one that is no
   * CA's, and of those the one that ends last. Nothing is recorded.
   * @throws PerennialError `inventory.unreadable`, `inventory.too-large`, `inventory.only-authorities`,
   *   `certificates.*`
   */
  read(request: {
    readonly profileId: string;
    readonly account: string;
    readonly path: string;
  }): Promise<FoundCertificate>;
  /** Makes it the account's current certificate. */
  put(found: FoundCertificate): Promise<void>;
  /**
   * Holds the current certificates against the files they came from and records what changed. Files
   * are only opened when their size or time is another one.
   */
  refresh(profileId?: string): Promise<readonly CheckedCertificate[]>;
}
export const Inventory: unique symbol = Symbol("Inventory");

/** Milliseconds since the epoch, from the host's clock. */
export interface InventoryClock {
  now(): number;
}

/** How near the end of a certificate is, without any provider's rules. */
export interface Expiry {
  readonly state: "not-yet-valid" | "valid" | "due" | "expired";
  /** When the notice period begins. */
  readonly dueFrom: Instant;
  /** Whole days until the end, rounded down; negative after it. */
  readonly daysLeft: number;
}
