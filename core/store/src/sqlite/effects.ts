import { PerennialError, type Instant, type Json, type JsonObject } from "@perennial/api";
import { orderedJson, digestOf } from "../canonical-json.js";
import { millisecondsOf } from "../instants.js";
import type { EffectRecord, Fence } from "../port/index.js";
import type { AuditLog } from "./audit-log.js";
import { isNull, json, oneOf, text, type Row } from "./columns.js";
import type { Connection } from "./connection.js";
import type { Leases } from "./leases.js";

const COLUMNS = "step, key, intent, state, result, begun_at";

/** Changes of the outside world: intended, performed, or known not to have happened. */
export class Effects {
  readonly #connection: Connection;
  readonly #leases: Leases;
  readonly #audit: AuditLog;

  constructor(connection: Connection, leases: Leases, audit: AuditLog) {
    this.#connection = connection;
    this.#leases = leases;
    this.#audit = audit;
  }

  begin(
    fence: Fence,
    effect: { readonly step: string; readonly key: string; readonly intent: JsonObject },
    at: Instant,
  ): EffectRecord | undefined {
    millisecondsOf(at);
    return this.#connection.write(() => {
      this.#leases.checkOpen(fence);
      const { renewal } = fence;
      const { step, key, intent } = effect;
      const before = this.#find(renewal, key);
      if (before !== undefined) return before;
      this.#connection.run(
        `INSERT INTO effect (renewal, key, position, step, intent, state, begun_at)
        VALUES (?, ?, (SELECT COUNT(*) FROM effect WHERE renewal = ?), ?, ?, 'intended', ?)`,
        renewal,
        key,
        renewal,
        step,
        orderedJson(intent),
        at,
      );
      this.#record("effect.intended", renewal, { step, key, intent: digestOf(intent) }, at);
      return undefined;
    });
  }

  complete(
    fence: Fence,
    key: string,
    result: Json,
    how: "performed" | "found" | "confirmed",
    at: Instant,
  ): void {
    this.#connection.write(() => {
      this.#leases.checkOpen(fence);
      const { renewal } = fence;
      const { step } = this.#inState(renewal, key, "intended");
      this.#connection.run(
        "UPDATE effect SET state = 'performed', result = ? WHERE renewal = ? AND key = ?",
        orderedJson(result),
        renewal,
        key,
      );
      this.#record(`effect.${how}`, renewal, { step, key, result: digestOf(result) }, at);
    });
  }

  clear(fence: Fence, key: string, why: JsonObject, at: Instant): void {
    this.#connection.write(() => {
      this.#leases.checkOpen(fence);
      const { renewal } = fence;
      const { step } = this.#inState(renewal, key, "intended");
      this.#connection.run(
        "UPDATE effect SET state = 'absent' WHERE renewal = ? AND key = ?",
        renewal,
        key,
      );
      this.#record("effect.absent", renewal, { step, key, why }, at);
    });
  }

  reintend(fence: Fence, key: string, intent: JsonObject, at: Instant): void {
    millisecondsOf(at);
    this.#connection.write(() => {
      this.#leases.checkOpen(fence);
      const { renewal } = fence;
      const { step } = this.#inState(renewal, key, "absent");
      this.#connection.run(
        "UPDATE effect SET state = 'intended', intent = ?, begun_at = ? WHERE renewal = ? AND key = ?",
        orderedJson(intent),
        at,
        renewal,
        key,
      );
      const data = { step, key, intent: digestOf(intent), again: true };
      this.#record("effect.intended", renewal, data, at);
    });
  }

  /** In the order in which they were first intended. */
  list(renewal: string): EffectRecord[] {
    return this.#connection.list(
      toEffectRecord,
      `SELECT ${COLUMNS} FROM effect WHERE renewal = ? ORDER BY position`,
      renewal,
    );
  }

  #find(renewal: string, key: string): EffectRecord | undefined {
    return this.#connection.find(
      toEffectRecord,
      `SELECT ${COLUMNS} FROM effect WHERE renewal = ? AND key = ?`,
      renewal,
      key,
    );
  }

  #inState(renewal: string, key: string, expected: EffectRecord["state"]): EffectRecord {
    const effect = this.#find(renewal, key);
    if (effect === undefined) {
      throw new PerennialError("store.not-found", { what: "effect", id: key });
    }
    if (effect.state !== expected) {
      throw new PerennialError("store.effect-state", { key, state: effect.state, expected });
    }
    return effect;
  }

  #record(event: string, renewal: string, data: JsonObject, at: Instant): void {
    this.#audit.append({ event, renewal, data }, at);
  }
}

const STATES: readonly EffectRecord["state"][] = ["intended", "performed", "absent"];
const readState = oneOf(STATES);

/** Without its result an effect that was performed would be taken for one that brought nothing. */
function result(row: Row): { readonly result?: Json } {
  const isNone = isNull(row, "result") && readState(row, "state") !== "performed";
  return isNone ? {} : { result: json<Json>(row, "result") };
}

function toEffectRecord(row: Row): EffectRecord {
  return {
    step: text(row, "step"),
    key: text(row, "key"),
    intent: json(row, "intent"),
    state: readState(row, "state"),
    ...result(row),
    begunAt: text(row, "begun_at"),
  };
}
