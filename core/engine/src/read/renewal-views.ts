import { RenewalStoreToken, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { Journals } from "../drive/journals.js";
import type { ClockPort } from "../ports/clock-port.js";
import { ClockPortToken } from "../ports/tokens.js";
import type { RenewalDetail, RenewalView } from "../protocol.js";
import { Providers, type ServedProvider } from "./providers.js";
import { toDetail, toView } from "./views.js";

/** Reads renewals for front ends, with titles from the manifests. */
@injectable()
export class RenewalViews {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(Journals) private readonly journals: Journals,
    @inject(Providers) private readonly providers: Providers,
  ) {}

  async view(renewal: string): Promise<RenewalView> {
    const journal = await this.journals.load(renewal);
    const served = await this.served(journal.renewal.provider);
    return toView(journal.renewal, served?.provider, this.clock.now());
  }

  async detail(renewal: string): Promise<RenewalDetail> {
    const journal = await this.journals.load(renewal);
    const served = await this.served(journal.renewal.provider);
    return toDetail(journal, served?.provider, this.clock.now());
  }

  /** In the order in which they were begun. */
  async list(state: "open" | "all"): Promise<readonly RenewalView[]> {
    const filter =
      state === "all" ? {} : { states: ["ready", "waiting", "in-doubt", "failed"] as const };
    const renewals = await this.store.renewals(filter);
    const all = await this.providers.among(renewals.map((renewal) => renewal.provider));
    const now = this.clock.now();
    return renewals.map((renewal) => toView(renewal, all.get(renewal.provider)?.provider, now));
  }

  private async served(provider: string): Promise<ServedProvider | undefined> {
    return (await this.providers.among([provider])).get(provider);
  }
}
