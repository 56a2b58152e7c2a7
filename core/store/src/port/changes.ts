import type { ErrorData, Instant, JsonObject, Wait } from "@perennial/api";
import type { AuditEntry } from "./audit-record.js";
import type { NewSignal } from "./journal.js";

/** What the next due state of a renewal is after a step, in one transaction with it. */
export type Next =
  | { readonly state: "ready"; readonly currentStep?: string }
  | {
      readonly state: "waiting";
      readonly currentStep: string;
      readonly wait: Wait;
      readonly wakeAt?: Instant;
      readonly attempts: number;
    }
  | {
      readonly state: "in-doubt";
      readonly currentStep: string;
      readonly wait: Wait;
      readonly error: ErrorData;
    }
  | {
      readonly state: "failed";
      readonly currentStep: string;
      readonly error: ErrorData;
      /** Present when it is tried again by itself. */
      readonly wakeAt?: Instant;
      readonly attempts: number;
    }
  | { readonly state: "done" }
  | { readonly state: "cancelled" };

/** What is recorded in one transaction with a move of the renewal. */
export interface Changes {
  readonly taken: readonly number[];
  readonly refused: readonly number[];
  readonly given?: NewSignal;
  /** As {@link RenewalStore.clearEffect} records it. */
  readonly absent?: { readonly key: string; readonly why: JsonObject };
  readonly audit?: readonly AuditEntry[];
}

/** What has to hold for renewals to begin: these are all of the profile's that are open. */
export interface OpenRenewals {
  readonly profileId: string;
  readonly ids: readonly string[];
}
