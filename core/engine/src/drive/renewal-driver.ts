import { toErrorData, type ProviderManifest } from "@perennial/api";
import { RenewalStoreToken, type Journal, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { ClockPort } from "../ports/clock-port.js";
import { ClockPortToken } from "../ports/tokens.js";
import { holds } from "../renewals/conditions.js";
import { Waits } from "../waits/waits.js";
import type { CancellationSource } from "./cancellation-source.js";
import { nextMove, nextStep } from "./decision.js";
import { unsettledEffects, type Afterwards } from "./doubt.js";
import { CancellationToken, LeaseToken, StoppingToken } from "./drive-scope.js";
import type { Lease } from "./lease.js";
import { OutcomeRecorder } from "./outcome-recorder.js";
import { PinnedPlugin, stepOf } from "./pinned-plugin.js";
import { StepRunner } from "./step-runner.js";

/** Drives the renewal of its scope until it can do nothing more. */
@injectable()
export class RenewalDriver {
  constructor(
    @inject(LeaseToken.symbol) private readonly lease: Lease,
    @inject(CancellationToken.symbol) private readonly cancellation: CancellationSource,
    @inject(StoppingToken.symbol) private readonly stopping: AbortSignal,
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(Waits) private readonly waits: Waits,
    @inject(PinnedPlugin) private readonly plugin: PinnedPlugin,
    @inject(StepRunner) private readonly runner: StepRunner,
    @inject(OutcomeRecorder) private readonly recorder: OutcomeRecorder,
  ) {}

  /** The version is pinned: one look is enough for all the steps of a drive. */
  private provider: ProviderManifest | undefined;

  /** @throws PerennialError what the store and {@link PinnedPlugin.provider} throw. */
  async drive(): Promise<void> {
    this.lease.onBeat = () => this.watchForCancel();
    while (await this.move());
  }

  /** @returns whether there may be more to do. */
  private async move(): Promise<boolean> {
    if (this.stopping.aborted) return false;
    const journal = await this.load();
    if (journal.renewal.cancelRequested) this.cancellation.cancel();
    switch (await nextMove(journal, this.waits, this.clock.now())) {
      case "rest":
        return false;
      case "cancel":
        await this.recorder.cancelled();
        return false;
      case "finish":
        await this.recorder.finished();
        return false;
      case "expire": {
        const { currentStep, wait } = journal.renewal;
        if (currentStep === undefined || wait === undefined) return false;
        await this.recorder.expired(journal, currentStep, wait);
        return false;
      }
      case "run":
        // What ended the wait may have been taken in just now.
        return this.step(await this.load());
    }
  }

  private async step(found: Journal): Promise<boolean> {
    const pinned = await this.pinned(found).catch((error: unknown) => this.unlessCancelled(error));
    if (pinned === undefined) return true;
    const { provider, journal } = pinned;
    const name = nextStep(journal);
    if (name === undefined) return true;
    const { profile, account } = journal.renewal;
    if (!holds(stepOf(provider, journal, name).when, profile, account)) {
      await this.recorder.notApplicable(journal, name);
      return true;
    }
    const { outcome, doubt, notes } = await this.runner.run(journal, name);
    if (doubt !== undefined) {
      await this.recorder.inDoubt(
        journal,
        name,
        doubt.key,
        await this.afterwards(doubt.canConfirm),
      );
      return true;
    }
    if (outcome.outcome === "failed" && (await this.isStopped())) return !this.stopping.aborted;
    await this.recorder.record(journal, name, outcome, notes);
    return true;
  }

  private async pinned(
    journal: Journal,
  ): Promise<{ readonly provider: ProviderManifest; readonly journal: Journal }> {
    if (this.provider !== undefined) return { provider: this.provider, journal };
    const { provider, repinned } = await this.plugin.provider(journal, this.lease);
    this.provider = provider;
    return { provider, journal: repinned ? await this.load() : journal };
  }

  /** Without the plugin nobody can look for what keeps a renewal from being cancelled. */
  private async unlessCancelled(error: unknown): Promise<undefined> {
    const journal = await this.load();
    const [effect] = unsettledEffects(journal);
    if (!journal.renewal.cancelRequested || effect === undefined) throw error;
    const { step, key } = effect;
    await this.recorder.inDoubt(journal, step, key, "cancelled", toErrorData(error));
  }

  private async afterwards(canConfirm: boolean): Promise<Afterwards> {
    if ((await this.load()).renewal.cancelRequested) return "cancelled";
    return canConfirm ? "goes-on" : "cannot-go-on";
  }

  /**
   * Whether a failure only says that the step was told to stop. It is not recorded then, unless a
   * cancelled renewal has an effect that is still to be found out about.
   */
  private async isStopped(): Promise<boolean> {
    if (this.stopping.aborted) return true;
    const journal = await this.load();
    return journal.renewal.cancelRequested && unsettledEffects(journal).length === 0;
  }

  private async watchForCancel(): Promise<void> {
    const { renewal } = await this.load();
    if (renewal.cancelRequested) this.cancellation.cancel();
  }

  private load(): Promise<Journal> {
    return this.store.load(this.lease.renewal);
  }
}
