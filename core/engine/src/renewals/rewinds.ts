import { PerennialError, type ProviderManifest } from "@perennial/api";
import { RenewalStoreToken, type Journal, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { Journals } from "../drive/journals.js";
import { Leases } from "../drive/leases.js";
import { PinnedPlugin, stepOf } from "../drive/pinned-plugin.js";
import type { ClockPort } from "../ports/clock-port.js";
import { ClockPortToken } from "../ports/tokens.js";
import { toInstant } from "../time.js";

/** Goes back to an earlier step, as long as nothing outside depends on it. */
@injectable()
export class Rewinds {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(Journals) private readonly journals: Journals,
    @inject(Leases) private readonly leases: Leases,
    @inject(PinnedPlugin) private readonly plugin: PinnedPlugin,
  ) {}

  /**
   * Drops the records of `step` and of every step after it.
   * @throws PerennialError `go-back.not-allowed`, `go-back.not-done`, `go-back.effects-done`,
   *   `renewal.finished`, `renewal.driven-elsewhere`, `renewal.not-found`
   */
  async goBack(renewal: string, step: string): Promise<void> {
    await this.leases.during(renewal, async (lease) => {
      let journal = await this.journals.load(renewal);
      const { state } = journal.renewal;
      if (state === "done" || state === "cancelled") {
        throw new PerennialError("renewal.finished", { renewal, state });
      }
      const { provider, repinned } = await this.plugin.provider(journal, lease);
      // The version that took over may have the steps in another order.
      if (repinned) journal = await this.journals.load(renewal);
      const possible = possibleSteps(journal, provider);
      const offered = { steps: possible, count: possible.length };
      if (!journal.steps.some((record) => record.name === step)) {
        throw new PerennialError("go-back.not-done", { renewal, step, ...offered });
      }
      if (stepOf(provider, journal, step).canGoBack !== true) {
        throw new PerennialError("go-back.not-allowed", { renewal, step, ...offered });
      }
      refuseAfterEffects(journal, provider, step);
      const at = toInstant(this.clock.now());
      await this.store.rewind(lease.fence, step, at, pendingFrom(journal, step));
    });
  }
}

/** What was given and not yet seen was given for what is about to change. */
function pendingFrom(journal: Journal, step: string): readonly number[] {
  const { steps } = journal.renewal;
  const again = new Set(steps.slice(steps.indexOf(step)));
  return journal.signals
    .filter((signal) => signal.consumed === undefined && again.has(signal.step))
    .map((signal) => signal.id);
}

/** Names of the steps that one can go back to now, in their order. */
function possibleSteps(journal: Journal, provider: ProviderManifest): readonly string[] {
  const done = new Set(journal.steps.map(({ name }) => name));
  return journal.renewal.steps.filter(
    (name) =>
      done.has(name) &&
      provider.steps.some((one) => one.name === name && one.canGoBack === true) &&
      blockingEffect(journal, provider, name) === undefined,
  );
}

function refuseAfterEffects(journal: Journal, provider: ProviderManifest, step: string): void {
  const effect = blockingEffect(journal, provider, step);
  if (effect === undefined) return;
  const params = { renewal: journal.renewal.id, step, effect: effect.key, effectStep: effect.step };
  throw new PerennialError("go-back.effects-done", params);
}

/** What already changed something outside, in the step or after it. */
function blockingEffect(
  journal: Journal,
  provider: ProviderManifest,
  step: string,
): Journal["effects"][number] | undefined {
  const { steps } = journal.renewal;
  const again = new Set(steps.slice(steps.indexOf(step)));
  const revisable = new Set(
    provider.steps.filter((one) => one.revisable === true).map(({ name }) => name),
  );
  return journal.effects.find(
    (one) =>
      again.has(one.step) &&
      // Of one that is still open nobody knows what there is to change.
      (one.state === "intended" || (one.state === "performed" && !revisable.has(one.step))),
  );
}
