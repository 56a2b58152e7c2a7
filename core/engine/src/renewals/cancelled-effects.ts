import { RenewalStoreToken, type RenewalRecord, type RenewalStore } from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { LeftOutside } from "../protocol.js";
import { outsideSteps } from "../read/outside-steps.js";
import { PinnedProviders } from "../read/pinned-providers.js";

/** What cancelled renewals did outside and nobody has come back to since. */
@injectable()
export class CancelledEffects {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(PinnedProviders) private readonly pinned: PinnedProviders,
  ) {}

  /** Of all accounts, or those that are named; until a later renewal of the account is done. */
  async of(profileId: string, accounts?: readonly string[]): Promise<readonly LeftOutside[]> {
    const over = await this.store.renewals({ profileId, states: ["done", "cancelled"] });
    const lastDone = new Map<string, number>();
    for (const [index, { account, state }] of over.entries()) {
      if (state === "done") lastDone.set(account, index);
    }
    const since = over.filter(
      ({ account }, index) =>
        index > (lastDone.get(account) ?? -1) && (accounts?.includes(account) ?? true),
    );
    const left = await Promise.all(since.map((renewal) => this.leftBy(renewal)));
    return left.filter(({ steps }) => steps.length > 0);
  }

  private async leftBy(renewal: RenewalRecord): Promise<LeftOutside> {
    const { id, account, pluginId, finishedAt, updatedAt } = renewal;
    const journal = await this.store.load(id);
    const { provider } = await this.pinned.of(renewal);
    return {
      renewal: id,
      account,
      pluginId,
      cancelledAt: finishedAt ?? updatedAt,
      steps: outsideSteps(journal, provider),
    };
  }
}
