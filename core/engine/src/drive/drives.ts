import { token } from "@perennial/api";
import { inject, injectable, type DependencyContainer } from "tsyringe";
import type { ClockPort } from "../ports/clock-port.js";
import { ClockPortToken } from "../ports/tokens.js";
import { Waits } from "../waits/waits.js";
import { CancellationSource } from "./cancellation-source.js";
import { nextMove } from "./decision.js";
import { CancellationToken, LeaseToken, StoppingToken } from "./drive-scope.js";
import { Journals } from "./journals.js";
import { Leases } from "./leases.js";
import { RenewalDriver } from "./renewal-driver.js";

/** The engine's container; a child of it is opened for each renewal that is driven. */
export const EngineContainer = token<DependencyContainer>("engine.container");

interface Drive {
  readonly cancellation: CancellationSource;
  readonly ended: Promise<void>;
}

/** The renewals that this process drives now. */
@injectable()
export class Drives {
  private readonly running = new Map<string, Drive>();
  private readonly stopping = new AbortController();

  constructor(
    @inject(EngineContainer.symbol) private readonly container: DependencyContainer,
    @inject(Leases) private readonly leases: Leases,
    @inject(Journals) private readonly journals: Journals,
    @inject(Waits) private readonly waits: Waits,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
  ) {}

  /**
   * Drives a renewal as far as it goes. A drive that is under way in this process is waited for, and
   * then it is looked again: it may have looked last before what the caller has just recorded.
   * @throws PerennialError `renewal.driven-elsewhere`, `renewal.not-found`, `plugin.*`, `policy.*`
   */
  drive(renewal: string): Promise<void> {
    const known = this.running.get(renewal);
    if (known !== undefined) return known.ended.then(() => this.drive(renewal));
    const cancellation = new CancellationSource();
    const ended = this.begin(renewal, cancellation).finally(() => this.running.delete(renewal));
    this.running.set(renewal, { cancellation, ended });
    return ended;
  }

  /** Tells the running step of a renewal to stop. */
  cancel(renewal: string): void {
    this.running.get(renewal)?.cancellation.cancel();
  }

  isDriven(renewal: string): boolean {
    return this.running.has(renewal);
  }

  /** Stops all drives; each renewal can be resumed by any host afterwards. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const drives = [...this.running.values()];
    for (const { cancellation } of drives) cancellation.cancel();
    await Promise.allSettled(drives.map(({ ended }) => ended));
  }

  private async begin(renewal: string, cancellation: CancellationSource): Promise<void> {
    if (this.stopping.signal.aborted) return;
    // A look costs nothing; a lease is a write, and leaves its record in the audit log.
    const journal = await this.journals.load(renewal);
    if ((await nextMove(journal, this.waits, this.clock.now())) === "rest") return;
    await this.leases.during(renewal, (lease) => {
      const scope = this.container.createChildContainer();
      scope.registerInstance(LeaseToken.symbol, lease);
      scope.registerInstance(CancellationToken.symbol, cancellation);
      scope.registerInstance(StoppingToken.symbol, this.stopping.signal);
      return scope.resolve(RenewalDriver).drive();
    });
  }
}
