import { PerennialError, type Instant } from "@perennial/api";
import { orderedJson } from "../canonical-json.js";
import { millisecondsOf } from "../instants.js";
import type { NewSignal, Signal } from "../port/index.js";
import type { AuditLog } from "./audit-log.js";
import { integer, json, oneOf, optional, text, type Row } from "./columns.js";
import type { Connection } from "./connection.js";

const COLUMNS = "id, step, key, value, at, consumed";

/** What was given to renewals from outside. */
export class Signals {
  readonly #connection: Connection;
  readonly #audit: AuditLog;

  constructor(connection: Connection, audit: AuditLog) {
    this.#connection = connection;
    this.#audit = audit;
  }

  give(renewal: string, signal: NewSignal, at: Instant): boolean {
    millisecondsOf(at);
    return this.#connection.write(() => {
      if (!this.#connection.exists("SELECT 1 FROM renewal WHERE id = ?", renewal)) {
        throw new PerennialError("store.not-found", { what: "renewal", id: renewal });
      }
      const { step, key } = signal;
      const inserted = this.#connection.run(
        `INSERT INTO signal (renewal, step, key, value, dedupe, at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (renewal, dedupe) DO NOTHING`,
        renewal,
        step,
        key,
        orderedJson(signal.value),
        signal.dedupe,
        at,
      );
      // The value stays out of the log: it may be personal, and guessed from a digest.
      if (inserted > 0) {
        this.#audit.append({ event: "signal.received", renewal, data: { step, key } }, at);
      }
      return inserted > 0;
    });
  }

  /** Inside a write transaction. The first mark stays. */
  consume(
    renewal: string,
    ids: readonly number[],
    consumed: "taken" | "refused",
    at: Instant,
  ): void {
    for (const id of ids) {
      const signal = this.#connection.find(
        toSignal,
        `SELECT ${COLUMNS} FROM signal WHERE id = ? AND renewal = ?`,
        id,
        renewal,
      );
      if (signal === undefined) throw new PerennialError("store.not-found", { what: "signal", id });
      if (signal.consumed !== undefined) continue;
      this.#connection.run("UPDATE signal SET consumed = ? WHERE id = ?", consumed, id);
      const data = { signal: id, step: signal.step, key: signal.key };
      this.#audit.append({ event: `signal.${consumed}`, renewal, data }, at);
    }
  }

  /** In the order in which they were given. */
  list(renewal: string): Signal[] {
    return this.#connection.list(
      toSignal,
      `SELECT ${COLUMNS} FROM signal WHERE renewal = ? ORDER BY id`,
      renewal,
    );
  }
}

function toSignal(row: Row): Signal {
  return {
    id: integer(row, "id"),
    step: text(row, "step"),
    key: text(row, "key"),
    value: json(row, "value"),
    at: text(row, "at"),
    ...optional(row, "consumed", "consumed", consumption),
  };
}

const CONSUMPTIONS: readonly NonNullable<Signal["consumed"]>[] = ["taken", "refused"];
const consumption = oneOf(CONSUMPTIONS);
