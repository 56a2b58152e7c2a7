import { PerennialError, type ProviderManifest } from "@perennial/api";
import {
  RenewalStoreToken,
  type NewRenewal,
  type ProfileRecord,
  type RenewalRecord,
  type RenewalStore,
} from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { ClockPort } from "../ports/clock-port.js";
import type { KnownPlugin } from "../ports/plugin-port.js";
import { ClockPortToken } from "../ports/tokens.js";
import { Providers } from "../read/providers.js";
import { toInstant } from "../time.js";
import { CancelledEffects } from "./cancelled-effects.js";
import { accountsOf } from "./conditions.js";
import { RenewalIds } from "./renewal-ids.js";
import { nearness } from "./urgency.js";

/** What is asked for. */
export interface BeginRequest {
  readonly profile: string;
  readonly account?: string;
  readonly force?: boolean;
  /** Ids of cancelled renewals whose effects outside are known to whoever asks. */
  readonly despite?: readonly string[];
}

const openStates = ["ready", "waiting", "in-doubt", "failed"] as const;
/** So often is it tried while names are taken, or other processes begin renewals of the profile. */
const mostAttempts = 10;

/** Begins renewals: one for each account, together. */
@injectable()
export class Beginnings {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(RenewalIds) private readonly ids: RenewalIds,
    @inject(Providers) private readonly providers: Providers,
    @inject(CancelledEffects) private readonly cancelled: CancelledEffects,
  ) {}

  /**
   * @returns the ids.
   * @throws PerennialError `profile.not-found`, `profile.no-such-account`, `plugin.not-found`,
   *   `renewal.already-running`, `renewal.not-due`, `renewal.left-outside`, `policy.*`
   */
  async begin(request: BeginRequest): Promise<readonly string[]> {
    const profile = await this.providers.profile(request.profile);
    const { plugin, provider } = await this.providers.serving(profile.provider);
    const all = accountsOf(provider, profile.values);
    const accounts = all.filter(
      (account) => request.account === undefined || request.account === account,
    );
    if (accounts.length === 0) {
      const params = { profile: profile.id, account: request.account ?? "", accounts: all };
      throw new PerennialError("profile.no-such-account", params);
    }
    for (let attempt = 1; ; attempt++) {
      const open = await this.store.renewals({ profileId: profile.id, states: openStates });
      refuseRunning(profile, accounts, open);
      // An account that another one waits for is renewed with it.
      if (request.force !== true && open.length === 0)
        await this.refuseEarly(profile, provider, accounts);
      await this.refuseUnaware(profile, accounts, request.despite ?? []);
      const renewals = this.drawn(profile, plugin, provider, all, accounts, open);
      const expected = { profileId: profile.id, ids: open.map(({ id }) => id) };
      try {
        await this.store.create(renewals, toInstant(this.clock.now()), expected);
        return renewals.map(({ id }) => id);
      } catch (error) {
        const passes = ["store.exists", "store.overtaken"].some((code) =>
          PerennialError.is(error, code),
        );
        if (!passes || attempt >= mostAttempts) throw error;
      }
    }
  }

  /** With names drawn by chance. */
  private drawn(
    profile: ProfileRecord,
    plugin: KnownPlugin,
    provider: ProviderManifest,
    all: readonly string[],
    accounts: readonly string[],
    open: readonly RenewalRecord[],
  ): readonly NewRenewal[] {
    const now = this.clock.now();
    // A sibling that was begun before waits for this one.
    const group = open[0]?.group ?? this.ids.id(profile.id, undefined, now);
    return accounts.map((account) => ({
      id: this.ids.id(profile.id, all.length > 1 ? account : undefined, now),
      group,
      profileId: profile.id,
      account,
      accounts: all,
      provider: provider.id,
      pluginId: plugin.id,
      pluginVersion: plugin.version,
      kind: provider.kind,
      steps: provider.steps.map((step) => step.name),
      profile: profile.values,
      at: toInstant(now),
    }));
  }

  /** What a cancelled renewal ordered would be ordered a second time. */
  private async refuseUnaware(
    profile: ProfileRecord,
    accounts: readonly string[],
    despite: readonly string[],
  ): Promise<void> {
    const left = await this.cancelled.of(profile.id, accounts);
    const unknown = left.map(({ renewal }) => renewal).filter((id) => !despite.includes(id));
    if (unknown.length === 0) return;
    throw new PerennialError("renewal.left-outside", {
      profile: profile.id,
      renewal: unknown.at(-1) ?? "",
      renewals: unknown,
      count: unknown.length,
    });
  }

  /** Due as soon as one of the accounts is: accounts of one contract are renewed together. */
  private async refuseEarly(
    profile: ProfileRecord,
    provider: ProviderManifest,
    accounts: readonly string[],
  ): Promise<void> {
    const current = await this.store.certificates({ profileId: profile.id, state: "current" });
    const now = this.clock.now();
    const all = accounts.map((account) => {
      const certificate = current.find((one) => one.account === account);
      return nearness(certificate, provider.notice, now);
    });
    if (all.some(({ urgency }) => urgency !== "none" && urgency !== "not-yet-valid")) return;
    const dueFrom = all
      .map((one) => one.dueFrom)
      .toSorted()
      .at(0);
    throw new PerennialError("renewal.not-due", { profile: profile.id, dueFrom: dueFrom ?? "" });
  }
}

function refuseRunning(
  profile: ProfileRecord,
  accounts: readonly string[],
  open: readonly RenewalRecord[],
): void {
  const running = open.filter((renewal) => accounts.includes(renewal.account));
  if (running.length > 0) throw alreadyRunning(profile, running);
}

function alreadyRunning(profile: ProfileRecord, running: readonly RenewalRecord[]): PerennialError {
  return new PerennialError("renewal.already-running", {
    profile: profile.id,
    renewal: running[0]?.id ?? "",
    renewals: running.map((renewal) => renewal.id),
  });
}
