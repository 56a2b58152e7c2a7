import type { Instant, Json, Message, Wait } from "@perennial/api";
import type { Journal, Signal } from "@perennial/store";

/** Which wait of which renewal is looked at. */
export interface Waiting<W extends Wait> {
  readonly wait: W;
  readonly journal: Journal;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What there is to know when a renewal is parked. */
export interface Parking<W extends Wait> {
  readonly wait: W;
  /** How often in a row the step answered this same wait before. */
  readonly attempts: number;
  readonly now: number;
}

/** A file that the wait takes, given by path. */
export interface TakesFile {
  readonly maxBytes: number;
}

/** One kind of wait. */
export interface WaitHandler<W extends Wait = Wait> {
  readonly kind: W["for"];
  /** When to look again without being told. */
  wakeAt(parking: Parking<W>): Instant | undefined;
  /** What there is to say about how this version serves the wait; shown after its instructions. */
  hint?(wait: W): Message | undefined;
  /** Called before a renewal begins to wait. */
  prepare?(wait: W, profileId: string): Promise<void>;
  /** Whether the step has something new to see. May take in files that were left for it. */
  isOver(waiting: Waiting<W>): Promise<boolean>;
  /** Whether {@link isOver} may turn true by something that no signal and no time tells of. */
  readonly watchesOutside: boolean;
  /** What a person may answer by value, or how what they gave is wrong. */
  accepts(wait: W): "value" | "true" | "file" | "nothing";
  /** Set when a file may be given. */
  takesFile(wait: W): TakesFile | undefined;
}

/** The signals that the step has not taken yet for this wait. */
export function pendingSignals(journal: Journal, key: string): readonly Signal[] {
  return journal.signals.filter(
    (signal) =>
      signal.step === journal.renewal.currentStep &&
      signal.key === key &&
      signal.consumed === undefined,
  );
}

/** Whether something was given for this wait. */
export function isAnswered(journal: Journal, key: string): boolean {
  return pendingSignals(journal, key).length > 0;
}

/** The SHA-256 of a file that was given, or undefined if the value is no file. */
export function fileDigest(value: Json): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { sha256 } = value as { readonly sha256?: Json };
  return typeof sha256 === "string" ? sha256 : undefined;
}
