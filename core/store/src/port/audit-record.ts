import type { Instant, JsonObject } from "@perennial/api";

export interface AuditRecord {
  readonly seq: number;
  readonly at: Instant;
  /** For example `renewal.created`, `step.done`, `effect.intended`, `policy.refused`. */
  readonly event: string;
  readonly renewal?: string;
  readonly data: JsonObject;
  /** Lower-case hexadecimal SHA-256 of the record before; 64 zeros for the first. */
  readonly previous: string;
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly ok: true; readonly records: number; readonly head: string }
  | {
      readonly ok: false;
      /** First record that does not fit. */
      readonly seq: number;
      readonly problem: "changed" | "missing" | "reordered" | "truncated" | "unreadable";
    };

/** An entry for the audit log; never a secret. */
export interface AuditEntry {
  readonly event: string;
  readonly renewal?: string;
  readonly data: JsonObject;
}
