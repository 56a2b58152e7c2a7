import { PerennialError } from "@perennial/api";
import { RenewalStoreToken, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { ClockPort } from "../ports/clock-port.js";
import type { LogPort } from "../ports/log-port.js";
import type { OwnerPort } from "../ports/owner-port.js";
import { ClockPortToken, LogPortToken, OwnerPortToken } from "../ports/tokens.js";
import { toInstant } from "../time.js";
import { Lease, leaseTime } from "./lease.js";

/** Takes leases. One at a time of each renewal, also within this process. */
@injectable()
export class Leases {
  private readonly held = new Set<string>();

  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(OwnerPortToken.symbol) private readonly owner: OwnerPort,
    @inject(LogPortToken.symbol) private readonly log: LogPort,
  ) {}

  /**
   * Works on a renewal that nobody else drives meanwhile.
   * @throws PerennialError `renewal.driven-elsewhere`, `renewal.not-found`, and what `work` throws.
   */
  async during<T>(renewal: string, work: (lease: Lease) => Promise<T>): Promise<T> {
    const { host, pid } = this.owner.self;
    if (this.held.has(renewal)) {
      throw new PerennialError("renewal.driven-elsewhere", { renewal, host, pid }, { retry: {} });
    }
    this.held.add(renewal);
    try {
      const lease = await this.take(renewal);
      try {
        return await work(lease);
      } catch (error) {
        if (!PerennialError.is(error, "store.fenced")) throw error;
        lease.lose();
        throw drivenElsewhere(renewal, error);
      } finally {
        await lease.release();
      }
    } finally {
      this.held.delete(renewal);
    }
  }

  private async take(renewal: string): Promise<Lease> {
    const now = this.clock.now();
    const until = now + leaseTime;
    try {
      const fence = await this.store.claim(
        renewal,
        this.owner.self,
        toInstant(now),
        toInstant(until),
        (owner) => this.owner.isGone(owner),
      );
      return new Lease(fence, until, this.store, this.clock, this.log);
    } catch (error) {
      if (PerennialError.is(error, "store.claimed")) throw drivenElsewhere(renewal, error);
      if (PerennialError.is(error, "store.not-found")) throw notFound(renewal, error);
      throw error;
    }
  }
}

function drivenElsewhere(renewal: string, cause: PerennialError): PerennialError {
  const { host = "?", pid = 0 } = cause.params;
  return new PerennialError(
    "renewal.driven-elsewhere",
    { renewal, host, pid },
    { retry: {}, cause },
  );
}

/** As front ends know it. */
export function notFound(renewal: string, cause: unknown): PerennialError {
  return new PerennialError("renewal.not-found", { renewal }, { cause });
}
