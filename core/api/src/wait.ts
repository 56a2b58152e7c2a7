import type { FormSchema } from "./form.js";
import type { JsonObject } from "./json.js";
import type { Message } from "./message.js";

/** An instant, RFC 3339 in UTC, for example `2026-11-20T09:00:00Z`. */
export type Instant = string;

/** Why what was given was not taken. It is shown with the same wait; nothing is lost. */
export interface Refusal {
  /** Stable code; its text is the message `error.<code>` with `params`. */
  readonly code: string;
  readonly params: JsonObject;
}

/** A page the person opens. Only `https:`, and only a host the manifest declares. */
export interface Page {
  readonly title: Message;
  readonly url: string;
}

/** What a person is asked. */
export type Question =
  | { readonly type: "form"; readonly schema: FormSchema; readonly values?: JsonObject }
  | { readonly type: "confirm"; readonly yes?: Message; readonly no?: Message }
  | {
      readonly type: "choice";
      readonly options: readonly { readonly value: string; readonly label: Message }[];
    }
  /** Pointer movement or key strokes until `bits` are collected; or the system's source alone. */
  | { readonly type: "entropy"; readonly bits: number }
  /** Something to do outside; the answer is that it is done. */
  | { readonly type: "task"; readonly done?: Message };

interface WaitBase {
  /** Unique within the step; the answer is found under it. */
  readonly key: string;
  /** What is being waited for, and what to do. */
  readonly text: Message;
  /** Further sentences or numbered instructions, in order. */
  readonly instructions?: readonly Message[];
  readonly pages?: readonly Page[];
  /** After it the renewal says that it is late; it does not fail by itself unless `expires`. */
  readonly deadline?: Instant;
  /** With it, passing the deadline fails the step with the code `wait.deadline-passed`. */
  readonly expires?: boolean;
  readonly refusal?: Refusal;
}

export interface WaitForPerson extends WaitBase {
  readonly for: "person";
  readonly question: Question;
  /**
   * Seconds until the step is run again without an answer, because what is asked may have been settled
   * elsewhere; then less often each time, up to eight times this. Left out, nothing but an answer counts.
   */
  readonly lookEvery?: number;
}

/** A file the person picks, drops, or leaves in a watched folder. The answer is a `FileRef`. */
export interface WaitForFile extends WaitBase {
  readonly for: "file";
  /** Names that a watched folder is searched for: `*` and `?` wildcards, case is ignored. */
  readonly names: readonly string[];
  /** Bytes. A larger file is refused before it is read. */
  readonly maxBytes: number;
  /**
   * Lower-case hexadecimal SHA-256 of files that are not taken from a watched folder, because they
   * are known to be something else. The step judges what the person gives all the same.
   */
  readonly except?: readonly string[];
}

/** A mail with an attachment. Until a mailbox is connected it is served as a file is. */
export interface WaitForMail extends WaitBase {
  readonly for: "mail";
  /** Wildcards over the subject. */
  readonly subjects: readonly string[];
  /** Wildcards over the attachment's name. */
  readonly names: readonly string[];
  readonly maxBytes: number;
}

export interface WaitForDate extends WaitBase {
  readonly for: "date";
  readonly at: Instant;
}

export interface WaitForToken extends WaitBase {
  readonly for: "token";
  readonly event: "inserted" | "removed" | "reinserted";
  /** The SPKI hash of a key the token holds, lower-case hexadecimal SHA-256. */
  readonly spkiHash?: string;
  /** The token: a PKCS #11 URI, as a profile field of format `key-place` has it. */
  readonly place?: string;
  /** Its serial number, where another token would fit the place as well. A key that it holds outdoes it. */
  readonly serial?: string;
}

/** The step is run again after a while to look at the outside, less often each time. */
export interface WaitForPoll extends WaitBase {
  readonly for: "poll";
  /** Seconds until the first look. */
  readonly every: number;
  /** Seconds; the interval grows by half each time up to this. Default: eight times `every`. */
  readonly atMost?: number;
  /** Meanwhile the person may also give the result by hand. */
  readonly orFile?: Pick<WaitForFile, "names" | "maxBytes" | "except">;
}

/** Another renewal of the same profile reaching a step. */
export interface WaitForStep extends WaitBase {
  readonly for: "step";
  /** Account of the sibling renewal, of the same group. */
  readonly account: string;
  /** Name of the step that has to be done. */
  readonly step: string;
}

/** What a renewal waits for, as data. Days may pass; any host may pick it up. */
export type Wait =
  | WaitForPerson
  | WaitForFile
  | WaitForMail
  | WaitForDate
  | WaitForToken
  | WaitForPoll
  | WaitForStep;
