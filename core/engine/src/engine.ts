import type { ErrorData, Json } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import { Answers } from "./answers/answers.js";
import { Drives } from "./drive/drives.js";
import { EngineEvents } from "./engine-events.js";
import type {
  EngineEvent,
  EngineProtocol,
  LeftOutside,
  Overview,
  Plan,
  RenewalDetail,
  RenewalView,
} from "./protocol.js";
import { DueRenewals } from "./read/due-renewals.js";
import { Guards } from "./read/guards.js";
import { Overviews } from "./read/overviews.js";
import { Plans } from "./read/plans.js";
import { Providers } from "./read/providers.js";
import { RenewalViews } from "./read/renewal-views.js";
import { Beginnings } from "./renewals/beginnings.js";
import { Cancellations } from "./renewals/cancellations.js";
import { CancelledEffects } from "./renewals/cancelled-effects.js";
import { Resumption } from "./renewals/resumption.js";
import { Rewinds } from "./renewals/rewinds.js";
import { Settlements } from "./renewals/settlements.js";

/** The engine as front ends see it. Made by `createEngine`. */
@injectable()
export class Engine implements EngineProtocol {
  constructor(
    @inject(Overviews) private readonly overviews: Overviews,
    @inject(Plans) private readonly plans: Plans,
    @inject(RenewalViews) private readonly views: RenewalViews,
    @inject(DueRenewals) private readonly dueRenewals: DueRenewals,
    @inject(Guards) private readonly guards: Guards,
    @inject(Beginnings) private readonly beginnings: Beginnings,
    @inject(Drives) private readonly drives: Drives,
    @inject(Answers) private readonly answers: Answers,
    @inject(Settlements) private readonly settlements: Settlements,
    @inject(Resumption) private readonly resumption: Resumption,
    @inject(Rewinds) private readonly rewinds: Rewinds,
    @inject(Cancellations) private readonly cancellations: Cancellations,
    @inject(CancelledEffects) private readonly cancelled: CancelledEffects,
    @inject(Providers) private readonly providers: Providers,
    @inject(EngineEvents) private readonly events: EngineEvents,
  ) {}

  overview(): Promise<Overview> {
    return this.overviews.overview();
  }
  plan(request: { profile: string }): Promise<Plan> {
    return this.plans.plan(request.profile);
  }
  async begin(request: {
    profile: string;
    account?: string;
    force?: boolean;
    despite?: readonly string[];
  }): Promise<readonly RenewalView[]> {
    const ids = await this.beginnings.begin(request);
    return Promise.all(ids.map((id) => this.views.view(id)));
  }
  async leftOutside(request: {
    profile: string;
    account?: string;
  }): Promise<readonly LeftOutside[]> {
    const { id } = await this.providers.profile(request.profile);
    const { account } = request;
    return this.cancelled.of(id, account === undefined ? undefined : [account]);
  }
  async advance(request: { renewal: string }): Promise<RenewalView> {
    await this.drives.drive(request.renewal);
    return this.views.view(request.renewal);
  }
  show(request: { renewal: string }): Promise<RenewalDetail> {
    return this.views.detail(request.renewal);
  }
  list(request: { state?: "open" | "all" } = {}): Promise<readonly RenewalView[]> {
    return this.views.list(request.state ?? "open");
  }
  answer(request: { renewal: string; key: string; value: Json }): Promise<void> {
    return this.answers.answer(request.renewal, request.key, request.value);
  }
  give(request: { renewal: string; key: string; path: string }): Promise<void> {
    return this.answers.give(request.renewal, request.key, request.path);
  }
  settle(request: { renewal: string; happened: boolean; reference?: string }): Promise<void> {
    return this.settlements.settle(request.renewal, request.happened, request.reference);
  }
  retry(request: { renewal: string }): Promise<void> {
    return this.resumption.retry(request.renewal);
  }
  goBack(request: { renewal: string; step: string }): Promise<void> {
    return this.rewinds.goBack(request.renewal, request.step);
  }
  async cancel(request: { renewal: string }): Promise<RenewalView> {
    await this.cancellations.cancel(request.renewal);
    return this.views.view(request.renewal);
  }
  due(): Promise<readonly string[]> {
    return this.dueRenewals.due();
  }
  guard(request: { profile: string; operation: string }): Promise<"allowed" | ErrorData> {
    return this.guards.guard(request.profile, request.operation);
  }
  onEvent(listener: (event: EngineEvent) => void): { dispose(): void } {
    return this.events.onEvent(listener);
  }

  /**
   * Stops what runs, for the end of the process: running steps are told, what they still complete is
   * written, leases are released. Every renewal can be resumed.
   */
  stop(): Promise<void> {
    return this.drives.stop();
  }
}
