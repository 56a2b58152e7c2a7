import { PerennialError, type ErrorData, type ProviderManifest } from "@perennial/api";
import { RenewalStoreToken, type RenewalRecord, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { Journals } from "../drive/journals.js";
import type { ClockPort } from "../ports/clock-port.js";
import type { PluginPort } from "../ports/plugin-port.js";
import { ClockPortToken, PluginPortToken } from "../ports/tokens.js";
import type { RenewalDetail, RenewalView } from "../protocol.js";
import { Siblings } from "../waits/siblings.js";
import { Providers } from "./providers.js";
import { toDetail, toView } from "./views.js";

/** What serves a renewal now, or why nothing does. */
interface Found {
  readonly provider?: ProviderManifest;
  readonly blocked?: ErrorData;
}

/** Reads renewals for front ends, with titles from the manifests. */
@injectable()
export class RenewalViews {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(PluginPortToken.symbol) private readonly plugins: PluginPort,
    @inject(Journals) private readonly journals: Journals,
    @inject(Siblings) private readonly siblings: Siblings,
    @inject(Providers) private readonly providers: Providers,
  ) {}

  async view(renewal: string): Promise<RenewalView> {
    const journal = await this.journals.load(renewal);
    const { provider, blocked } = await this.provider(journal.renewal);
    const view = toView(journal.renewal, provider, this.clock.now(), blocked);
    return { ...view, ...(await this.unbegun(journal.renewal)) };
  }

  async detail(renewal: string): Promise<RenewalDetail> {
    const journal = await this.journals.load(renewal);
    const { provider, blocked } = await this.provider(journal.renewal);
    const detail = toDetail(journal, provider, this.clock.now(), blocked);
    return { ...detail, ...(await this.unbegun(journal.renewal)) };
  }

  /** In the order in which they were begun. */
  async list(state: "open" | "all"): Promise<readonly RenewalView[]> {
    const filter =
      state === "all" ? {} : { states: ["ready", "waiting", "in-doubt", "failed"] as const };
    const renewals = await this.store.renewals(filter);
    const all = await this.providers.among(renewals.map((renewal) => renewal.provider));
    const now = this.clock.now();
    const missing = new Set(
      renewals.map(({ provider }) => provider).filter((provider) => !all.has(provider)),
    );
    const why = new Map<string, ErrorData>();
    for (const provider of missing) why.set(provider, await this.providers.whyAbsent(provider));
    return renewals.map((renewal) => {
      const { provider } = renewal;
      return toView(renewal, all.get(provider)?.provider, now, why.get(provider));
    });
  }

  private async unbegun(renewal: RenewalRecord): Promise<Pick<RenewalView, "waitsForUnbegun">> {
    const account = await this.siblings.unbegun(renewal);
    return account === undefined ? {} : { waitsForUnbegun: account };
  }

  /** Its titles as the version has them that the renewal is pinned to, if that can be used now. */
  private async provider(renewal: RenewalRecord): Promise<Found> {
    const { provider, pluginId, pluginVersion } = renewal;
    const served = (await this.providers.among([provider])).get(provider);
    if (served?.plugin.version === pluginVersion) return { provider: served.provider };
    try {
      const plugin = await this.plugins.plugin(pluginId, pluginVersion);
      const own = plugin.providers.find((one) => one.id === provider);
      return own === undefined ? {} : { provider: own };
    } catch (error) {
      if (!PerennialError.is(error)) throw error;
      return served === undefined ? { blocked: error.toJSON() } : { provider: served.provider };
    }
  }
}
