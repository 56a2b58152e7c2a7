import {
  RenewalStoreToken,
  type Journal,
  type RenewalRecord,
  type RenewalStore,
} from "@perennial/store";
import { inject, injectable } from "tsyringe";
import { Journals } from "../drive/journals.js";
import type { ClockPort } from "../ports/clock-port.js";
import { ClockPortToken } from "../ports/tokens.js";
import type { RenewalDetail, RenewalView } from "../protocol.js";
import { Siblings } from "../waits/siblings.js";
import { fileDigest } from "../waits/wait-handler.js";
import { PinnedProviders } from "./pinned-providers.js";
import { Providers } from "./providers.js";
import { toDetail, toView } from "./views.js";

/** Reads renewals for front ends, with titles from the manifests. */
@injectable()
export class RenewalViews {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(Journals) private readonly journals: Journals,
    @inject(Siblings) private readonly siblings: Siblings,
    @inject(Providers) private readonly providers: Providers,
    @inject(PinnedProviders) private readonly pinned: PinnedProviders,
  ) {}

  async view(renewal: string): Promise<RenewalView> {
    const journal = await this.journals.load(renewal);
    const { provider, blocked } = await this.pinned.of(journal.renewal);
    const view = toView(journal.renewal, provider, this.clock.now(), blocked);
    return { ...view, ...refusedFiles(journal), ...(await this.unbegun(journal.renewal)) };
  }

  async detail(renewal: string): Promise<RenewalDetail> {
    const journal = await this.journals.load(renewal);
    const { provider, blocked } = await this.pinned.of(journal.renewal);
    const detail = toDetail(journal, provider, this.clock.now(), blocked);
    return { ...detail, ...refusedFiles(journal), ...(await this.unbegun(journal.renewal)) };
  }

  /** In the order in which they were begun. */
  async list(state: "open" | "all"): Promise<readonly RenewalView[]> {
    const filter =
      state === "all" ? {} : { states: ["ready", "waiting", "in-doubt", "failed"] as const };
    const renewals = await this.store.renewals(filter);
    const all = await this.providers.among(renewals.map((renewal) => renewal.provider));
    const now = this.clock.now();
    const pinned = await this.pinned.among(renewals, all);
    return renewals.map((renewal) => {
      const { provider, blocked } = pinned(renewal);
      return toView(renewal, provider, now, blocked);
    });
  }

  private async unbegun(renewal: RenewalRecord): Promise<Pick<RenewalView, "waitsForUnbegun">> {
    const account = await this.siblings.unbegun(renewal);
    return account === undefined ? {} : { waitsForUnbegun: account };
  }
}

/** Whoever offers files need not offer these again. */
function refusedFiles({ renewal, signals }: Journal): Pick<RenewalView, "refusedFiles"> {
  const digests = signals
    .filter(({ step, key }) => step === renewal.currentStep && key === renewal.wait?.key)
    .filter(({ consumed }) => consumed === "refused")
    .flatMap(({ value }) => fileDigest(value) ?? []);
  return digests.length === 0 ? {} : { refusedFiles: [...new Set(digests)] };
}
