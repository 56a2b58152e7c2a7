import { PerennialError } from "@perennial/api";
import { RenewalStoreToken, type Journal, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { nextStep } from "../drive/decision.js";
import { Journals } from "../drive/journals.js";
import { Leases } from "../drive/leases.js";
import type { ClockPort } from "../ports/clock-port.js";
import { ClockPortToken } from "../ports/tokens.js";
import { toInstant } from "../time.js";

/** Makes a failed step ready again. */
@injectable()
export class Resumption {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(Journals) private readonly journals: Journals,
    @inject(Leases) private readonly leases: Leases,
  ) {}

  /**
   * Forgets the failure; a renewal that has not failed is left as it is.
   * @throws PerennialError `renewal.finished`, `order.unknown-outcome`, `renewal.driven-elsewhere`
   */
  async retry(renewal: string): Promise<void> {
    if (!isFailed(await this.journals.load(renewal))) return;
    await this.leases.during(renewal, async (lease) => {
      const journal = await this.journals.load(renewal);
      const currentStep = nextStep(journal);
      if (!isFailed(journal) || currentStep === undefined) return;
      const next = { state: "ready", currentStep } as const;
      const at = toInstant(this.clock.now());
      await this.store.park(lease.fence, next, { taken: [], refused: [] }, at);
    });
  }
}

function isFailed({ renewal }: Journal): boolean {
  if (renewal.state === "done" || renewal.state === "cancelled") {
    throw new PerennialError("renewal.finished", { renewal: renewal.id, state: renewal.state });
  }
  if (renewal.state === "in-doubt" && renewal.error !== undefined) {
    throw PerennialError.fromJSON(renewal.error);
  }
  return renewal.state === "failed";
}
