import { message, type Message } from "@perennial/api";
import {
  RenewalStoreToken,
  type CertificateRecord,
  type ProfileRecord,
  type RenewalRecord,
  type RenewalStore,
} from "@perennial/store";
import { inject, injectable } from "tsyringe";
import type { ClockPort } from "../ports/clock-port.js";
import { ClockPortToken } from "../ports/tokens.js";
import type { AccountView, Overview, ProfileView } from "../protocol.js";
import { accountsOf } from "../renewals/conditions.js";
import { nearness } from "../renewals/urgency.js";
import { toInstant, toMilliseconds } from "../time.js";
import { PinnedProviders } from "./pinned-providers.js";
import { Providers, type ServedProvider } from "./providers.js";
import { toView } from "./views.js";

/** What belongs to one profile, as read in one pass over the store. */
interface Belongings {
  readonly certificates: CertificateRecord[];
  readonly renewals: RenewalRecord[];
}

/** When it is looked at, and how renewals are shown. */
interface Looking {
  readonly now: number;
  readonly view: (renewal: RenewalRecord) => Pick<AccountView, "renewal">;
}

const none: Belongings = { certificates: [], renewals: [] };

/** Everything at a glance: a fixed number of reads, whatever there is, and no plugin's code. */
@injectable()
export class Overviews {
  constructor(
    @inject(RenewalStoreToken.symbol) private readonly store: RenewalStore,
    @inject(ClockPortToken.symbol) private readonly clock: ClockPort,
    @inject(Providers) private readonly providers: Providers,
    @inject(PinnedProviders) private readonly pinned: PinnedProviders,
  ) {}

  async overview(): Promise<Overview> {
    const [profiles, certificates, renewals] = await Promise.all([
      this.store.profiles(),
      this.store.certificates({ state: "current" }),
      this.store.renewals({ states: ["ready", "waiting", "in-doubt", "failed"] }),
    ]);
    const served = await this.providers.among(profiles.map((profile) => profile.provider));
    const byProfile = new Map<string, Belongings>(
      profiles.map((profile) => [profile.id, { certificates: [], renewals: [] }]),
    );
    for (const one of certificates) byProfile.get(one.profileId)?.certificates.push(one);
    for (const one of renewals) byProfile.get(one.profileId)?.renewals.push(one);
    const now = this.clock.now();
    const absent = await this.whyAbsent(profiles, served);
    const pinned = await this.pinned.among(renewals, served);
    const view = (renewal: RenewalRecord): Pick<AccountView, "renewal"> => {
      const { provider, blocked } = pinned(renewal);
      return { renewal: toView(renewal, provider, now, blocked) };
    };
    return {
      at: toInstant(now),
      profiles: profiles.map((profile) => {
        const belongings = byProfile.get(profile.id) ?? none;
        const found = served.get(profile.provider);
        if (found !== undefined) return servedProfile(profile, found, belongings, { now, view });
        const problem = absent.get(profile.provider);
        return unservedProfile(profile, problem, belongings, { now, view });
      }),
    };
  }

  /** Asked once for each provider, however many profiles it has. */
  private async whyAbsent(
    profiles: readonly ProfileRecord[],
    served: ReadonlyMap<string, ServedProvider>,
  ): Promise<ReadonlyMap<string, ProfileView["problem"]>> {
    const missing = new Set(
      profiles.map((profile) => profile.provider).filter((provider) => !served.has(provider)),
    );
    const why = [...missing].map(
      async (provider) => [provider, await this.providers.whyAbsent(provider)] as const,
    );
    return new Map(await Promise.all(why));
  }
}

function servedProfile(
  profile: ProfileRecord,
  { plugin, provider }: ServedProvider,
  { certificates, renewals }: Belongings,
  { now, view }: Looking,
): ProfileView {
  const accounts = accountsOf(provider, profile.values).map((account): AccountView => {
    const certificate = certificates.find((one) => one.account === account);
    const renewal = renewals.find((one) => one.account === account);
    const near = nearness(certificate, provider.notice, now);
    const { urgency } = near;
    const told =
      certificate !== undefined && (urgency === "notice" || urgency === "expired")
        ? noticeOf(provider.notice[urgency === "notice" ? "text" : "expired"], certificate, now)
        : undefined;
    return {
      account,
      ...certificateOf(certificate),
      ...near,
      ...(told === undefined ? {} : { notice: told }),
      ...(renewal === undefined ? {} : view(renewal)),
    };
  });
  return {
    id: profile.id,
    provider: provider.id,
    providerTitle: provider.title,
    kind: provider.kind,
    pluginId: plugin.id,
    accounts,
  };
}

/** Its certificates are shown all the same: that nobody can renew them makes them no safer. */
function unservedProfile(
  profile: ProfileRecord,
  problem: ProfileView["problem"],
  { certificates, renewals }: Belongings,
  { now, view }: Looking,
): ProfileView {
  const accounts = new Set([...certificates, ...renewals].map((one) => one.account));
  return {
    id: profile.id,
    provider: profile.provider,
    providerTitle: profile.provider,
    kind: renewals[0]?.kind ?? "rekey",
    ...(problem === undefined ? {} : { problem }),
    accounts: [...accounts].map((account) => {
      const certificate = certificates.find((one) => one.account === account);
      const renewal = renewals.find((one) => one.account === account);
      return {
        account,
        ...certificateOf(certificate),
        urgency: hasEnded(certificate, now) ? "expired" : "unknown",
        ...(renewal === undefined ? {} : view(renewal)),
      };
    }),
  };
}

function hasEnded(certificate: CertificateRecord | undefined, now: number): boolean {
  return certificate !== undefined && now > toMilliseconds(certificate.notAfter);
}

function certificateOf(
  certificate: CertificateRecord | undefined,
): Pick<AccountView, "certificate"> {
  if (certificate === undefined) return {};
  const { subject, issuer, serial, sha256, notBefore, notAfter, source } = certificate;
  return { certificate: { subject, issuer, serial, sha256, notBefore, notAfter, source } };
}

/** The provider's sentence, from its catalogue or as it stands in the manifest. */
function noticeOf(text: string, certificate: CertificateRecord, now: number): Message {
  const key = /^%([^%]+)%$/.exec(text)?.[1];
  if (key === undefined) return message(text);
  const { account, subject, notAfter } = certificate;
  const days = Math.floor((toMilliseconds(notAfter) - now) / 86_400_000);
  return message(key, { account, subject, notAfter, days });
}
