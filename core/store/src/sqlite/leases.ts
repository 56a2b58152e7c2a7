import { PerennialError, type Instant } from "@perennial/api";
import { orderedJson } from "../canonical-json.js";
import { millisecondsOf } from "../instants.js";
import type { Fence, Owner, RenewalRecord, RenewalState } from "../port/index.js";
import type { AuditLog } from "./audit-log.js";
import { integer, optional, text, type Row } from "./columns.js";
import type { Connection } from "./connection.js";
import type { Renewals } from "./renewals.js";

/** Who may write a renewal. */
export class Leases {
  readonly #connection: Connection;
  readonly #renewals: Renewals;
  readonly #audit: AuditLog;

  constructor(connection: Connection, renewals: Renewals, audit: AuditLog) {
    this.#connection = connection;
    this.#renewals = renewals;
    this.#audit = audit;
  }

  claim(
    id: string,
    owner: Owner,
    at: Instant,
    leaseUntil: Instant,
    isGone: (owner: Owner) => boolean,
  ): Fence {
    millisecondsOf(leaseUntil);
    return this.#connection.write(() => {
      const renewal = this.#renewals.get(id);
      const holder = holderAt(renewal, at);
      if (holder !== undefined && holder.id !== owner.id && !isGone(holder)) {
        const { host, pid } = holder;
        throw new PerennialError(
          "store.claimed",
          { renewal: id, host, pid, until: renewal.leaseUntil },
          { retry: {} },
        );
      }
      const fence = renewal.fence + 1;
      this.#connection.run(
        "UPDATE renewal SET fence = ?, owner_id = ?, owner = ?, lease_until = ? WHERE id = ?",
        fence,
        owner.id,
        orderedJson({ ...owner }),
        leaseUntil,
        id,
      );
      const data = { owner: owner.id, host: owner.host, pid: owner.pid, fence };
      this.#audit.append({ event: "renewal.claimed", renewal: id, data }, at);
      return { renewal: id, owner: owner.id, fence };
    });
  }

  /** Not audited: it changes nothing but how long the lease holds. */
  heartbeat(fence: Fence, leaseUntil: Instant): void {
    millisecondsOf(leaseUntil);
    this.#connection.write(() => {
      this.check(fence);
      this.#connection.run(
        "UPDATE renewal SET lease_until = ? WHERE id = ?",
        leaseUntil,
        fence.renewal,
      );
    });
  }

  release(fence: Fence, at: Instant): void {
    this.#connection.write(() => {
      this.check(fence);
      this.#connection.run(
        "UPDATE renewal SET owner_id = NULL, owner = NULL, lease_until = NULL WHERE id = ?",
        fence.renewal,
      );
      const data = { owner: fence.owner, fence: fence.fence };
      this.#audit.append({ event: "renewal.released", renewal: fence.renewal, data }, at);
    });
  }

  /**
   * Inside a write transaction. A lease whose time has passed still holds until somebody else
   * claims: a slow step may finish what it began.
   * @returns the state of the renewal.
   * @throws PerennialError `store.fenced`, `store.not-found`
   */
  check(fence: Fence): RenewalState {
    const id = fence.renewal;
    const lease = this.#lease(id);
    if (lease.owner !== fence.owner || lease.fence !== fence.fence) {
      throw new PerennialError("store.fenced", {
        renewal: id,
        fence: fence.fence,
        current: lease.fence,
      });
    }
    return lease.state;
  }

  /**
   * As {@link check}, for writes that move the renewal.
   * @throws PerennialError `store.finished` if it is done or cancelled.
   */
  checkOpen(fence: Fence): void {
    const state = this.check(fence);
    if (state === "done" || state === "cancelled") {
      throw new PerennialError("store.finished", { renewal: fence.renewal, state });
    }
  }

  #lease(id: string): Lease {
    const lease = this.#connection.find(
      toLease,
      "SELECT state, fence, owner_id FROM renewal WHERE id = ?",
      id,
    );
    if (lease === undefined) throw new PerennialError("store.not-found", { what: "renewal", id });
    return lease;
  }
}

interface Lease {
  readonly state: RenewalState;
  readonly fence: number;
  readonly owner?: string;
}

function toLease(row: Row): Lease {
  return {
    state: text(row, "state") as RenewalState,
    fence: integer(row, "fence"),
    ...optional(row, "owner_id", "owner", text),
  };
}

function holderAt(renewal: RenewalRecord, at: Instant): Owner | undefined {
  const { owner, leaseUntil } = renewal;
  if (owner === undefined || leaseUntil === undefined) return undefined;
  return millisecondsOf(leaseUntil) > millisecondsOf(at) ? owner : undefined;
}
