import type { ErrorData, Instant, JsonObject, Wait } from "@perennial/api";
import type { Owner } from "./owner.js";

export type RenewalState = "ready" | "waiting" | "in-doubt" | "failed" | "done" | "cancelled";

export interface NewRenewal {
  readonly id: string;
  readonly group: string;
  readonly profileId: string;
  readonly account: string;
  readonly accounts: readonly string[];
  readonly provider: string;
  readonly pluginId: string;
  readonly pluginVersion: string;
  readonly kind: "rekey" | "access-grant";
  /** Names of the steps in order, as the plugin's manifest had them. */
  readonly steps: readonly string[];
  /** The profile's values when the renewal began. */
  readonly profile: JsonObject;
  readonly at: Instant;
}

export interface RenewalRecord extends NewRenewal {
  readonly state: RenewalState;
  readonly currentStep?: string;
  readonly wait?: Wait;
  /** When to look again by itself: a date, a poll, a retry. */
  readonly wakeAt?: Instant;
  readonly error?: ErrorData;
  /** Failed or polled attempts at the current step. */
  readonly attempts: number;
  readonly cancelRequested: boolean;
  readonly owner?: Owner;
  readonly leaseUntil?: Instant;
  readonly fence: number;
  readonly updatedAt: Instant;
  readonly finishedAt?: Instant;
}
