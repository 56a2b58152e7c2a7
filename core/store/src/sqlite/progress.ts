import { PerennialError, type ErrorData, type Instant, type Wait } from "@perennial/api";
import { orderedJson, digestOf } from "../canonical-json.js";
import { millisecondsOf } from "../instants.js";
import type { Changes, Fence, Next, StepRecord } from "../port/index.js";
import type { AuditLog } from "./audit-log.js";
import { json, oneOf, text, toColumn, type Row } from "./columns.js";
import type { Connection } from "./connection.js";
import type { Effects } from "./effects.js";
import type { Leases } from "./leases.js";
import type { Renewals } from "./renewals.js";
import type { Signals } from "./signals.js";

/** Steps that ended, and what comes next. */
export class Progress {
  readonly #connection: Connection;
  readonly #renewals: Renewals;
  readonly #leases: Leases;
  readonly #effects: Effects;
  readonly #signals: Signals;
  readonly #audit: AuditLog;

  constructor(
    connection: Connection,
    renewals: Renewals,
    leases: Leases,
    effects: Effects,
    signals: Signals,
    audit: AuditLog,
  ) {
    this.#connection = connection;
    this.#renewals = renewals;
    this.#leases = leases;
    this.#effects = effects;
    this.#signals = signals;
    this.#audit = audit;
  }

  completeStep(
    fence: Fence,
    step: Omit<StepRecord, "finishedAt">,
    taken: readonly number[],
    next: Next,
    at: Instant,
  ): void {
    this.#connection.write(() => {
      this.#leases.checkOpen(fence);
      const { renewal } = fence;
      const inserted = this.#connection.run(
        `INSERT INTO step (renewal, name, position, state, output, remarks, finished_at)
        VALUES (?, ?, (SELECT COALESCE(MAX(position) + 1, 0) FROM step WHERE renewal = ?), ?, ?, ?, ?)
        ON CONFLICT (renewal, name) DO NOTHING`,
        renewal,
        step.name,
        renewal,
        step.state,
        orderedJson(step.output),
        orderedJson(step.remarks),
        at,
      );
      if (inserted === 0) throw new PerennialError("store.exists", { what: "step", id: step.name });
      const data = { step: step.name, output: digestOf(step.output) };
      this.#audit.append({ event: `step.${step.state}`, renewal, data }, at);
      this.#signals.consume(renewal, taken, "taken", at);
      this.#moveTo(renewal, next, at);
    });
  }

  park(fence: Fence, next: Next, changes: Changes, at: Instant): void {
    const { taken, refused, given, absent, audit = [] } = changes;
    this.#connection.write(() => {
      this.#leases.checkOpen(fence);
      const { renewal } = fence;
      this.#signals.consume(renewal, taken, "taken", at);
      this.#signals.consume(renewal, refused, "refused", at);
      if (given !== undefined) this.#signals.give(renewal, given, at);
      if (absent !== undefined) this.#effects.clear(fence, absent.key, absent.why, at);
      for (const entry of audit) this.#audit.append(entry, at);
      this.#moveTo(renewal, next, at);
    });
  }

  rewind(fence: Fence, from: string, at: Instant, taken: readonly number[] = []): void {
    this.#connection.write(() => {
      this.#leases.checkOpen(fence);
      const { renewal } = fence;
      const { steps } = this.#renewals.get(renewal);
      const index = steps.indexOf(from);
      if (index < 0) throw new PerennialError("store.not-found", { what: "step", id: from });
      const again = new Set(steps.slice(index));
      const dropped = this.list(renewal)
        .map((step) => step.name)
        .filter((name) => again.has(name));
      for (const name of dropped) {
        this.#connection.run("DELETE FROM step WHERE renewal = ? AND name = ?", renewal, name);
      }
      this.#signals.consume(renewal, taken, "taken", at);
      this.#audit.append({ event: "renewal.rewound", renewal, data: { from, dropped } }, at);
      this.#moveTo(renewal, { state: "ready", currentStep: from }, at);
    });
  }

  repin(fence: Fence, pluginVersion: string, steps: readonly string[], at: Instant): void {
    this.#connection.write(() => {
      this.#leases.checkOpen(fence);
      const { renewal } = fence;
      const from = this.#renewals.get(renewal).pluginVersion;
      this.#connection.run(
        "UPDATE renewal SET plugin_version = ?, steps = ?, updated_at = ? WHERE id = ?",
        pluginVersion,
        orderedJson(steps),
        at,
        renewal,
      );
      const data = { from, to: pluginVersion, steps };
      this.#audit.append({ event: "renewal.repinned", renewal, data }, at);
    });
  }

  /** In the order in which they ended. */
  list(renewal: string): StepRecord[] {
    return this.#connection.list(
      toStepRecord,
      "SELECT name, state, output, remarks, finished_at FROM step WHERE renewal = ? ORDER BY position",
      renewal,
    );
  }

  #moveTo(renewal: string, next: Next, at: Instant): void {
    millisecondsOf(at);
    const { currentStep, wait, wakeAt, error, attempts }: Position = next;
    const finished = next.state === "done" || next.state === "cancelled";
    this.#connection.run(
      `UPDATE renewal SET state = ?,
        current_step = CASE ? WHEN 'cancelled' THEN current_step ELSE ? END, wait = ?, wake_at = ?, wake_ms = ?,
        error = ?, attempts = ?, updated_at = ?, finished_at = ? WHERE id = ?`,
      next.state,
      // Where it was cancelled stays known.
      next.state,
      currentStep ?? null,
      toColumn(wait),
      wakeAt ?? null,
      wakeAt === undefined ? null : millisecondsOf(wakeAt),
      toColumn(error),
      attempts ?? 0,
      at,
      finished ? at : null,
      renewal,
    );
    const data = { step: currentStep, for: wait?.for, key: wait?.key, code: error?.code, wakeAt };
    this.#audit.append({ event: `renewal.${next.state}`, renewal, data }, at);
  }
}

/** All members that some next state has. */
interface Position {
  readonly state: Next["state"];
  readonly currentStep?: string;
  readonly wait?: Wait;
  readonly wakeAt?: Instant;
  readonly error?: ErrorData;
  readonly attempts?: number;
}

const STATES: readonly StepRecord["state"][] = ["done", "skipped"];
const readState = oneOf(STATES);

function toStepRecord(row: Row): StepRecord {
  return {
    name: text(row, "name"),
    state: readState(row, "state"),
    output: json(row, "output"),
    remarks: json(row, "remarks"),
    finishedAt: text(row, "finished_at"),
  };
}
