import type { Instant, Json, JsonObject } from "@perennial/api";
import type { RenewalRecord } from "./renewal-record.js";

export interface StepRecord {
  readonly name: string;
  readonly state: "done" | "skipped";
  readonly output: Json;
  /** Plain data: a skipped step's reason, notes of a done one. */
  readonly remarks: Json;
  readonly finishedAt: Instant;
}

export interface EffectRecord {
  readonly step: string;
  readonly key: string;
  readonly intent: JsonObject;
  /** `intended` after a crash means: nobody knows. `absent`: it is certain that it did not happen. */
  readonly state: "intended" | "performed" | "absent";
  readonly result?: Json;
  readonly begunAt: Instant;
}

/** Something that was given to a renewal from outside: an answer, a file, a decision. */
export interface Signal {
  /** Rises; unique in the store. */
  readonly id: number;
  readonly step: string;
  /** Key of the wait that it answers. */
  readonly key: string;
  readonly value: Json;
  readonly at: Instant;
  /** Set when a step took or refused it. */
  readonly consumed?: "taken" | "refused";
}

/** A signal before it is given. One whose `dedupe` was given to its renewal already is ignored. */
export interface NewSignal {
  readonly step: string;
  readonly key: string;
  readonly value: Json;
  readonly dedupe: string;
}

/** All of a renewal, as read in one transaction. */
export interface Journal {
  readonly renewal: RenewalRecord;
  readonly steps: readonly StepRecord[];
  readonly effects: readonly EffectRecord[];
  readonly signals: readonly Signal[];
}
