import {
  PerennialError,
  toErrorData,
  type CurrentCertificate,
  type Json,
  type Message,
  type Outcome,
} from "@perennial/api";
import { RenewalStoreToken, type Journal, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { EngineEvents } from "../engine-events.js";
import { errorJson } from "../error-json.js";
import type { ClockPort } from "../ports/clock-port.js";
import type { LogPort } from "../ports/log-port.js";
import type { PluginPort, StepCallbacks, StepRun } from "../ports/plugin-port.js";
import { ClockPortToken, LogPortToken, PluginPortToken } from "../ports/tokens.js";
import { toInstant } from "../time.js";
import { outputsOf, Siblings } from "../waits/siblings.js";
import type { CancellationSource } from "./cancellation-source.js";
import { isDoubtKey } from "./doubt.js";
import { CancellationToken, LeaseToken } from "./drive-scope.js";
import { EffectLedger } from "./effect-ledger.js";
import type { Lease } from "./lease.js";

/** How a run ended. */
export interface StepResult {
  readonly outcome: Outcome<Json>;
  /** An effect that only the person can settle; the outcome counts no more then. */
  readonly doubt: EffectLedger["doubt"];
  /** What the step noted on its way. */
  readonly notes: readonly Message[];
}

/** Runs one step of the renewal that is driven in this scope. */
@injectable()
export class StepRunner {
  constructor(
    @inject(LeaseToken.symbol) private readonly lease: Lease,
    @inject(CancellationToken.symbol) private readonly cancellation: CancellationSource,
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(PluginPortToken.symbol) private readonly plugins: PluginPort,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(LogPortToken.symbol) private readonly log: LogPort,
    @inject(EngineEvents) private readonly events: EngineEvents,
    @inject(Siblings) private readonly siblings: Siblings,
  ) {}

  /**
   * Never fails by the step: what it throws is a failed outcome.
   * @throws PerennialError `store.fenced` as soon as another engine drives the renewal.
   */
  async run(journal: Journal, step: string): Promise<StepResult> {
    const ledger = this.ledger(journal, step);
    const notes: Message[] = [];
    const run = await this.stepRun(journal, step);
    this.events.emit({ type: "step-started", renewal: run.renewal, step });
    const callbacks = this.callbacks(ledger, step, notes);
    const outcome = await this.unlessLost(this.outcome(run, callbacks));
    return { outcome, doubt: ledger.doubt, notes };
  }

  private async outcome(run: StepRun, callbacks: StepCallbacks): Promise<Outcome<Json>> {
    try {
      return await this.plugins.runStep(run, callbacks, this.cancellation);
    } catch (error) {
      return { outcome: "failed", error: toErrorData(error) };
    }
  }

  /** The run is not waited for once the lease is lost; whatever it still says is not heard. */
  private unlessLost<T>(work: Promise<T>): Promise<T> {
    const { lost, renewal } = this.lease;
    return new Promise<T>((resolve, reject) => {
      const onLost = () => {
        this.cancellation.cancel();
        work.catch((error: unknown) =>
          this.log.debug("A run whose lease was lost failed.", {
            renewal,
            error: errorJson(error),
          }),
        );
        reject(new PerennialError("store.fenced", { renewal }));
      };
      if (lost.aborted) return onLost();
      lost.addEventListener("abort", onLost, { once: true });
      work.then(resolve, reject).finally(() => lost.removeEventListener("abort", onLost));
    });
  }

  private ledger(journal: Journal, step: string): EffectLedger {
    const { lease, cancellation, store, clock, events } = this;
    return new EffectLedger(journal, step, lease, cancellation, store, clock, events);
  }

  private callbacks(ledger: EffectLedger, step: string, notes: Message[]): StepCallbacks {
    const { renewal } = this.lease;
    return {
      beginEffect: (key, intent) => ledger.beginEffect(key, intent),
      completeEffect: (key, result, how) => ledger.completeEffect(key, result, how),
      clearEffect: (key, why) => ledger.clearEffect(key, why),
      doubtEffect: (key, canConfirm) => ledger.doubtEffect(key, canConfirm),
      progress: (text, done, total) => {
        if (this.lease.lost.aborted) return;
        this.events.emit({
          type: "progress",
          renewal,
          step,
          text,
          ...(done === undefined ? {} : { done }),
          ...(total === undefined ? {} : { total }),
        });
      },
      note: async (text) => {
        const entry = { event: "step.note", renewal, data: { step, message: { ...text } } };
        const at = toInstant(this.clock.now());
        await this.lease.write((fence) => this.store.audit(entry, at, fence));
        notes.push(text);
        this.events.emit({ type: "note", renewal, step, text });
      },
    };
  }

  private async stepRun(journal: Journal, step: string): Promise<StepRun> {
    const { renewal } = journal;
    const current = await this.currentCertificate(journal);
    return {
      renewal: renewal.id,
      fence: this.lease.fence,
      group: renewal.group,
      pluginId: renewal.pluginId,
      pluginVersion: renewal.pluginVersion,
      provider: renewal.provider,
      step,
      profileId: renewal.profileId,
      profile: renewal.profile,
      account: renewal.account,
      accounts: renewal.accounts,
      ...(current === undefined ? {} : { current }),
      startedAt: renewal.at,
      outputs: outputsOf(journal),
      siblings: await this.siblings.outputs(renewal),
      ...(renewal.state === "failed" ? { triedAgainByItself: true as const } : {}),
      answers: answersOf(journal, step),
    };
  }

  private async currentCertificate(journal: Journal): Promise<CurrentCertificate | undefined> {
    const { profileId, account } = journal.renewal;
    const certificates = await this.store.certificates({ profileId, state: "current" });
    const found = certificates.find((certificate) => certificate.account === account);
    if (found === undefined) return undefined;
    const { der, spkiHash, subject, notBefore, notAfter, keyId } = found;
    return {
      der,
      spkiHash,
      subject,
      notBefore,
      notAfter,
      ...(keyId === undefined ? {} : { keyId }),
    };
  }
}

/** What was given for this step and not yet taken or refused, the newest for each key. */
function answersOf(journal: Journal, step: string): { readonly [key: string]: Json } {
  return Object.fromEntries(
    journal.signals
      .filter((signal) => signal.step === step && signal.consumed === undefined)
      .filter((signal) => !isDoubtKey(signal.key))
      .map((signal) => [signal.key, signal.value]),
  );
}
