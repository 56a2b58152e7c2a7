import { PerennialError } from "@perennial/api";
import { RenewalStoreToken, type RenewalRecord, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { nextMove } from "../drive/decision.js";
import type { ClockPort } from "../ports/clock-port.js";
import type { OwnerPort } from "../ports/owner-port.js";
import { ClockPortToken, OwnerPortToken } from "../ports/tokens.js";
import { toInstant, toMilliseconds } from "../time.js";
import { Waits } from "../waits/waits.js";

/** Finds the renewals that can go on now. */
@injectable()
export class DueRenewals {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(OwnerPortToken.symbol) private readonly owner: OwnerPort,
    @inject(Waits) private readonly waits: Waits,
  ) {}

  /**
   * Journals are read only of renewals that the store's index names, or whose wait nothing but a
   * look can end. Files that lie ready are taken in.
   */
  async due(): Promise<readonly string[]> {
    const now = this.clock.now();
    const due = await this.store.renewals({ dueAt: toInstant(now) });
    const named = new Set(due.map((renewal) => renewal.id));
    const watching = await this.store.renewals({ states: ["waiting"] });
    const candidates = [
      ...due,
      ...watching.filter((renewal) => !named.has(renewal.id) && this.watchesOutside(renewal)),
    ];
    const found: string[] = [];
    for (const renewal of candidates) {
      if (!this.isDriven(renewal, now) && (await this.canGoOn(renewal.id, now))) {
        found.push(renewal.id);
      }
    }
    return found;
  }

  private async canGoOn(renewal: string, now: number): Promise<boolean> {
    try {
      const journal = await this.store.load(renewal);
      return (await nextMove(journal, this.waits, now)) !== "rest";
    } catch (error) {
      // What is wrong with it is told by whoever drives it, and keeps no other from going on.
      if (!PerennialError.is(error)) throw error;
      return true;
    }
  }

  private watchesOutside({ wait }: RenewalRecord): boolean {
    return wait !== undefined && this.waits.of(wait).watchesOutside;
  }

  private isDriven({ owner, leaseUntil }: RenewalRecord, now: number): boolean {
    if (owner === undefined || leaseUntil === undefined) return false;
    return toMilliseconds(leaseUntil) > now && !this.owner.isGone(owner);
  }
}
