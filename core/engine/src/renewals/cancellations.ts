import { PerennialError } from "@perennial/api";
import { RenewalStoreToken, type Journal, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { unsettledEffects } from "../drive/doubt.js";
import { Drives } from "../drive/drives.js";
import { Journals } from "../drive/journals.js";
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
    @inject(Resumption) private readonly resumption: Resumption,
  ) {}

  /**
   * Records the request, tells the step that runs, and cancels. What another process drives is
   * cancelled by that process within a heartbeat. An effect that was begun and not recorded is
   * looked for first.
   * @throws PerennialError `cancel.in-doubt`, `renewal.finished`, `renewal.not-found`
   */
  async cancel(renewal: string): Promise<void> {
    const journal = await this.journals.load(renewal);
    if (journal.renewal.state === "cancelled") return;
    if (journal.renewal.state === "done") {
      throw new PerennialError("renewal.finished", { renewal, state: "done" });
    }
    refuseInDoubt(journal);
    await this.store.requestCancel(renewal, toInstant(this.clock.now()));
    this.drives.cancel(renewal);
    try {
      // A failed step is run once more only to look for what it left open.
      if (journal.renewal.state === "failed" && unsettledEffects(journal).length > 0) {
        await this.resumption.retry(renewal);
      }
      await this.drives.drive(renewal);
    } catch (error) {
      if (PerennialError.is(error, "renewal.driven-elsewhere")) return;
      throw error;
    }
    refuseInDoubt(await this.journals.load(renewal));
  }
}

function refuseInDoubt(journal: Journal): void {
  const { id, state, error } = journal.renewal;
  const effect = unsettledEffects(journal)[0]?.key;
  if (state !== "in-doubt" || effect === undefined) return;
  throw new PerennialError(
    "cancel.in-doubt",
    { renewal: id, effect },
    error === undefined ? {} : { cause: PerennialError.fromJSON(error) },
  );
}
