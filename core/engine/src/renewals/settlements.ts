import { PerennialError } from "@perennial/api";
import { RenewalStoreToken, type Journal, type Next, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { decisionOf, doubtKey, openEffects } from "../drive/doubt.js";
import { Journals } from "../drive/journals.js";
import type { Lease } from "../drive/lease.js";
import { Leases } from "../drive/leases.js";
import { EngineEvents } from "../engine-events.js";
import type { ClockPort } from "../ports/clock-port.js";
import { ClockPortToken } from "../ports/tokens.js";
import { toInstant } from "../time.js";

/** Records what the person found out about an effect that nobody else can tell of. */
@injectable()
export class Settlements {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(Journals) private readonly journals: Journals,
    @inject(Leases) private readonly leases: Leases,
    @inject(EngineEvents) private readonly events: EngineEvents,
  ) {}

  /**
   * @param reference what the outside calls it, if it happened.
   * @throws PerennialError `settle.not-in-doubt`, `settle.cannot-confirm`,
   *   `renewal.driven-elsewhere`, `renewal.not-found`
   */
  async settle(renewal: string, happened: boolean, reference: string | undefined): Promise<void> {
    await this.leases.during(renewal, async (lease) => {
      const journal = await this.journals.load(renewal);
      const effect = effectToSettle(journal);
      if (happened) await this.confirm(journal, effect, reference?.trim() ?? "", lease);
      else await this.deny(journal, effect, lease);
    });
  }

  /** The next run of the step makes the result from the reference. */
  private async confirm(
    journal: Journal,
    effect: string,
    reference: string,
    lease: Lease,
  ): Promise<void> {
    const { id, currentStep = "", cancelRequested } = journal.renewal;
    // One that is cancelled makes nothing of it any more.
    if (!cancelRequested && !canConfirm(journal, effect)) {
      throw new PerennialError("settle.cannot-confirm", { renewal: id, effect });
    }
    const key = doubtKey(effect);
    const earlier = journal.signals.filter((signal) => signal.key === key);
    const value = { happened: true, reference };
    const dedupe = `${currentStep}/${key}#${earlier.length}`;
    const given = { step: currentStep, key, value, dedupe };
    const changes = { taken: [], refused: takenBack(journal, effect), given };
    await this.store.park(lease.fence, asItIs(journal), changes, this.now());
    this.events.emit({
      type: "effect",
      renewal: id,
      step: currentStep,
      key: effect,
      state: "confirmed",
    });
  }

  /** It may be performed again, like one that never was intended. */
  private async deny(journal: Journal, effect: string, lease: Lease): Promise<void> {
    const { currentStep = "" } = journal.renewal;
    const absent = { key: effect, why: { decidedBy: "person" } };
    await this.store.park(
      lease.fence,
      { state: "ready", currentStep },
      { taken: [], refused: takenBack(journal, effect), absent },
      this.now(),
    );
  }

  private now(): string {
    return toInstant(this.clock.now());
  }
}

/**
 * The effect that the question is about; of a failed renewal the one that its step left open.
 * @throws PerennialError `settle.not-in-doubt`
 */
function effectToSettle(journal: Journal): string {
  const { id, state, currentStep, wait } = journal.renewal;
  const open = openEffects(journal, currentStep);
  const asked = open.find((effect) => doubtKey(effect.key) === wait?.key);
  const found = state === "in-doubt" ? asked : state === "failed" ? open[0] : undefined;
  if (found === undefined) throw new PerennialError("settle.not-in-doubt", { renewal: id, state });
  return found.key;
}

/** Whether the step can make its result from what the person knows. */
function canConfirm({ renewal: { wait } }: Journal, effect: string): boolean {
  if (wait?.for !== "person" || wait.key !== doubtKey(effect)) return true;
  const { question } = wait;
  return (
    question.type === "choice" && question.options.some((option) => option.value === "happened")
  );
}

/** An earlier decision holds no more. */
function takenBack(journal: Journal, effect: string): readonly number[] {
  const earlier = decisionOf(journal, effect);
  return earlier === undefined ? [] : [earlier.signal.id];
}

/** In doubt, or failed: {@link effectToSettle} lets nothing else through. */
function asItIs({ renewal }: Journal): Next {
  const { id, state, currentStep, wait, error, attempts, wakeAt } = renewal;
  if (currentStep === undefined || error === undefined) {
    throw new PerennialError("settle.not-in-doubt", { renewal: id, state });
  }
  if (state === "in-doubt" && wait !== undefined) return { state, currentStep, wait, error };
  const wake = wakeAt === undefined ? {} : { wakeAt };
  return { state: "failed", currentStep, error, attempts, ...wake };
}
