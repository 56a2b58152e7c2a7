import { PerennialError } from "@perennial/api";
import { RenewalStoreToken, type Journal, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { doubtKey, inDoubt, unsettledEffects } from "../drive/doubt.js";
import { Drives } from "../drive/drives.js";
import { Journals } from "../drive/journals.js";
import type { Lease } from "../drive/lease.js";
import { Leases } from "../drive/leases.js";
import type { ClockPort } from "../ports/clock-port.js";
import { ClockPortToken } from "../ports/tokens.js";
import { toInstant } from "../time.js";
import { Resumption } from "./resumption.js";

/** Ends a renewal before its time. Nothing outside is undone. */
@injectable()
export class Cancellations {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(Journals) private readonly journals: Journals,
    @inject(Drives) private readonly drives: Drives,
    @inject(Leases) private readonly leases: Leases,
    @inject(Resumption) private readonly resumption: Resumption,
  ) {}

  /**
   * Records the request, tells the step that runs, and cancels. What another process drives is
   * cancelled by that process within a heartbeat. An effect that was begun and not recorded is
   * looked for first; where that cannot tell, the person is asked, and it is cancelled then.
   * @throws PerennialError `cancel.in-doubt` (the request is recorded), `renewal.finished`,
   *   `renewal.not-found`
   */
  async cancel(renewal: string): Promise<void> {
    const journal = await this.journals.load(renewal);
    if (journal.renewal.state === "cancelled") return;
    if (journal.renewal.state === "done") {
      throw new PerennialError("renewal.finished", { renewal, state: "done" });
    }
    await this.store.requestCancel(renewal, toInstant(this.clock.now()));
    this.drives.cancel(renewal);
    try {
      const { state } = journal.renewal;
      // A person is there, other than when what failed is tried again by itself.
      if (state === "failed" && unsettledEffects(journal).length > 0) {
        await this.resumption.retry(renewal);
      }
      if (state === "in-doubt") {
        await this.leases.during(renewal, (lease) => this.unsettle(lease, journal));
      }
      await this.drives.drive(renewal);
    } catch (error) {
      if (PerennialError.is(error, "renewal.driven-elsewhere")) return;
      throw error;
    }
    refuseInDoubt(await this.journals.load(renewal));
  }

  /**
   * The question said what happens when the renewal goes on, which it does not any more. Asked to
   * cancel again, the step looks once more.
   */
  private async unsettle(lease: Lease, before: Journal): Promise<void> {
    const journal = await this.journals.load(lease.renewal);
    const { state, currentStep = "" } = journal.renewal;
    const [effect] = unsettledEffects(journal);
    if (state !== "in-doubt" || effect === undefined) return;
    const next = before.renewal.cancelRequested
      ? ({ state: "ready", currentStep } as const)
      : inDoubt(currentStep, effect.key, "cancelled");
    const nothing = { taken: [], refused: [] };
    await this.store.park(lease.fence, next, nothing, toInstant(this.clock.now()));
  }
}

function refuseInDoubt(journal: Journal): void {
  const { id, state, error } = journal.renewal;
  const effect = unsettledEffects(journal)[0]?.key;
  if (state !== "in-doubt" || effect === undefined) return;
  throw new PerennialError(
    "cancel.in-doubt",
    { renewal: id, effect, key: doubtKey(effect) },
    error === undefined ? {} : { cause: PerennialError.fromJSON(error) },
  );
}
