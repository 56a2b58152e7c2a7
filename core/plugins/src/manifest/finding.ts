import type { Json, Message } from "@perennial/api";

export type Severity = "error" | "warning";

/** What a rule found. Texts are keys of this package's catalogue. */
export interface Finding {
  /** Id of the rule. */
  readonly rule: string;
  readonly severity: Severity;
  /** Relative to the plugin's folder, `/` between folders. */
  readonly file: string;
  /** JSON Pointer (RFC 6901) into the file; empty for the whole of it. */
  readonly path: string;
  /** What is wrong. */
  readonly message: Message;
  /** What to do. */
  readonly hint: Message;
  readonly fix?: Fix;
}

/** A change that mends a finding and cannot be anything else. */
export interface Fix {
  /** A JSON file, relative to the plugin's folder. */
  readonly file: string;
  readonly operations: readonly PatchOperation[];
}

/** The operations of JSON Patch (RFC 6902) that fixes use. */
export type PatchOperation =
  | { readonly op: "add" | "replace"; readonly path: string; readonly value: Json }
  | { readonly op: "remove"; readonly path: string };
