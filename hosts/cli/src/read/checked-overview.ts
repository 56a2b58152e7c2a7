import { inject, injectable, type ErrorData } from "@perennial/api";
import type { AccountView, EngineProtocol, Overview, ProfileView } from "@perennial/engine";
import type { CheckedCertificate, Inventory } from "@perennial/inventory";
import type { Lazy } from "../lazy.js";
import { Certificates, Engine } from "../tokens.js";

/** An account, with the reason why what is recorded of it may not be true any more. */
export interface CheckedAccount extends AccountView {
  readonly sourceProblem?: ErrorData;
}
export interface CheckedProfile extends ProfileView {
  readonly accounts: readonly CheckedAccount[];
}
export interface CheckedOverview extends Overview {
  readonly profiles: readonly CheckedProfile[];
}

/**
 * The engine's overview, after the recorded certificates were held against the files they came from.
 * A file that cannot be read makes the state unknown, never empty and never fine.
 */
@injectable()
export class CheckedOverviews {
  constructor(
    @inject(Engine) private readonly engine: Lazy<EngineProtocol>,
    @inject(Certificates) private readonly inventory: Lazy<Inventory>,
  ) {}

  async overview(): Promise<CheckedOverview> {
    const checked = await (await this.inventory.get()).refresh();
    const overview = await (await this.engine.get()).overview();
    const problems = new Map(checked.flatMap(problemOf));
    if (problems.size === 0) return overview;
    return {
      ...overview,
      profiles: overview.profiles.map((profile) => ({
        ...profile,
        accounts: profile.accounts.map((account) => withProblem(profile.id, account, problems)),
      })),
    };
  }
}

function problemOf({ record, source }: CheckedCertificate): readonly [string, ErrorData][] {
  if (source.state !== "unreadable") return [];
  return [[`${record.profileId}/${record.account}`, source.error]];
}

/** What has expired by what is recorded, or is being renewed, keeps its urgency. */
function withProblem(
  profile: string,
  account: AccountView,
  problems: ReadonlyMap<string, ErrorData>,
): CheckedAccount {
  const sourceProblem = problems.get(`${profile}/${account.account}`);
  if (sourceProblem === undefined) return account;
  const urgency = account.urgency === "none" ? "unknown" : account.urgency;
  return { ...account, urgency, sourceProblem };
}
