import type { Json, JsonObject } from "./json.js";
import type { StepType } from "./step.js";
import type { Instant } from "./wait.js";

/** What a look at the outside world found about an effect whose outcome was not recorded. */
export type Found<T> =
  | { readonly state: "happened"; readonly result: T }
  | { readonly state: "did-not-happen" }
  | { readonly state: "unknown" };

/** It happened, with this result. */
export function happened<T>(result: T): Found<T> {
  return { state: "happened", result };
}
/** It is certain that it did not happen; it may be performed. */
export const didNotHappen: Found<never> = { state: "did-not-happen" };
/** Nobody can tell; the person is asked. */
export const unknown: Found<never> = { state: "unknown" };

/** What `find` is told of the attempt whose outcome was not recorded. */
export interface UnknownAttempt {
  /**
   * When the intent was written, right before `perform` ran; RFC 3339 UTC, by this computer's clock,
   * which need not be the outside's. What the outside did earlier was not this attempt, and while it
   * may still be processing it, a look-up that finds nothing is not certain.
   */
  readonly intendedAt: Instant;
}

/** A change of the outside world. */
export interface Effect<T extends Json> {
  /** Unique within the renewal. The same key is never performed twice. */
  readonly key: string;
  /** What is about to happen, with identifiers chosen before it does. Written before `perform`. */
  readonly intent: JsonObject;
  readonly perform: () => Promise<T>;
  /** Asks the outside whether it happened. Must not change anything. */
  readonly find: (attempt: UnknownAttempt) => Promise<Found<T>>;
  /**
   * The result to record when nobody but the person could tell that it happened, made from the
   * reference they typed (it may be empty). Without it the person can only say that it did not.
   */
  readonly confirmed?: (reference: string) => T;
}

/** The certificate that is being renewed. */
export interface CurrentCertificate {
  /** DER, base64. */
  readonly der: string;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
  readonly subject: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Present when its key is in a key store that Perennial knows. */
  readonly keyId?: string;
}

/** Whether the host or the person has asked to stop. */
export interface CancellationToken {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): { dispose(): void };
}

/** One running renewal, as a step sees it. */
export interface Renewal<P = JsonObject> {
  /** Unique for ever, for example `meridian-crypt-20261120-k3f9`. */
  readonly id: string;
  /** Renewals started together (both accounts of one contract) share it. */
  readonly group: string;
  /** Id of the profile. */
  readonly profileId: string;
  /** The profile's values, valid against the provider's schema. */
  readonly profile: P;
  /** Which of the profile's accounts; `main` where there is only one. */
  readonly account: string;
  /** The accounts of the profile, in the manifest's order. */
  readonly accounts: readonly string[];
  readonly current?: CurrentCertificate;
  /** When the renewal began, RFC 3339 UTC. */
  readonly startedAt: string;
  readonly cancellation: CancellationToken;

  /**
   * The output of a step that is done.
   * @throws PerennialError `step.not-done` if it is not (or was skipped).
   */
  output<T>(step: StepType<T>): T;
  /** The output of a step, or undefined if it is not done. */
  outputIfDone<T>(step: StepType<T>): T | undefined;
  /** The output of a step of the sibling renewal for `account`, or undefined if it is not done. */
  siblingOutput<T>(account: string, step: StepType<T>): T | undefined;
  /**
   * What was given for the wait of this step with this key, or undefined. It stays, whatever else the
   * step waits for meanwhile, until the step is done or waits again under the same key: then it was
   * not taken, and is gone.
   */
  answer<T>(key: string): T | undefined;

  /**
   * Changes the outside world exactly once.
   * The intent is written and synced, `perform` runs, the result is written. After a crash in
   * between, `find` asks the outside; if it cannot know, the person is asked. Returns the journaled
   * result without performing when it is already there.
   * @throws PerennialError what `perform` or `find` threw.
   */
  effect<T extends Json>(effect: Effect<T>): Promise<T>;
}
