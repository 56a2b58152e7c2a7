import { PerennialError, type Question } from "@perennial/api";
import { RenewalStoreToken, type Journal, type RenewalStore } from "@perennial/store";
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
    const { id, currentStep = "", wait } = journal.renewal;
    if (wait?.for === "person" && wait.key === doubtKey(effect) && !offersHappened(wait.question)) {
      throw new PerennialError("settle.cannot-confirm", { renewal: id, effect });
    }
    const key = doubtKey(effect);
    const earlier = journal.signals.filter((signal) => signal.key === key);
    await this.takeBack(journal, effect, lease);
    const value = { happened: true, reference };
    const dedupe = `${currentStep}/${key}#${earlier.length}`;
    await this.store.signal(id, { step: currentStep, key, value, dedupe }, this.now());
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
    await this.takeBack(journal, effect, lease);
    await this.store.clearEffect(lease.fence, effect, { decidedBy: "person" }, this.now());
    const { currentStep = "" } = journal.renewal;
    await this.store.park(
      lease.fence,
      { state: "ready", currentStep },
      { taken: [], refused: [] },
      this.now(),
    );
  }

  /** An earlier decision holds no more. First, so that a crash leaves the question open. */
  private async takeBack(journal: Journal, effect: string, lease: Lease): Promise<void> {
    const earlier = decisionOf(journal, effect);
    const { state, currentStep, wait, error } = journal.renewal;
    if (earlier === undefined || currentStep === undefined || error === undefined) return;
    const signals = { taken: [], refused: [earlier.signal.id] };
    const next =
      state === "in-doubt" && wait !== undefined
        ? ({ state: "in-doubt", currentStep, wait, error } as const)
        : ({ state: "failed", currentStep, error, attempts: journal.renewal.attempts } as const);
    await this.store.park(lease.fence, next, signals, this.now());
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

function offersHappened(question: Question): boolean {
  return (
    question.type === "choice" && question.options.some((option) => option.value === "happened")
  );
}
