import { expiryOf } from "@perennial/inventory";
import type { AccountView, Overview, ProfileView, RenewalView } from "@perennial/engine";

/** What a run of `renew` is about. */
export interface Selection {
  /** Profiles whose renewal begins. */
  readonly begin: readonly ProfileView[];
  /** Renewals that are open already. */
  readonly open: readonly RenewalView[];
  /** Due profiles that cannot be renewed now, with the reason in `problem`. */
  readonly blocked: readonly ProfileView[];
}

/** Everything in its notice period or after its end, and what is open already. */
export function pickDue({ profiles, at }: Overview): Selection {
  const open = profiles.flatMap(({ accounts }) => openOf(accounts));
  const due = profiles.filter(
    ({ accounts }) => openOf(accounts).length === 0 && accounts.some(isDue),
  );
  return {
    begin: due.filter(({ problem }) => problem === undefined),
    open,
    blocked: profiles.filter(
      ({ problem, accounts }) =>
        problem !== undefined && accounts.some((account) => endsSoon(account, Date.parse(at))),
    ),
  };
}

/** The named profiles: their open renewals, or a new renewal whether it is due or not. */
export function pickNamed(profiles: readonly ProfileView[], account?: string): Selection {
  const wanted = (view: AccountView) => account === undefined || view.account === account;
  const openIn = (profile: ProfileView) => openOf(profile.accounts.filter(wanted));
  return {
    begin: profiles.filter((profile) => openIn(profile).length === 0),
    open: profiles.flatMap(openIn),
    blocked: [],
  };
}

function isDue({ urgency }: AccountView): boolean {
  return urgency === "notice" || urgency === "expired";
}

/** Without its plugin nobody knows the notice period; a month is what most have. */
function endsSoon({ certificate }: AccountView, now: number): boolean {
  if (certificate === undefined) return false;
  const { state } = expiryOf(certificate, "P1M", now);
  return state === "due" || state === "expired";
}

function openOf(accounts: readonly AccountView[]): readonly RenewalView[] {
  return accounts.flatMap(({ renewal }) =>
    renewal === undefined || renewal.state === "done" || renewal.state === "cancelled"
      ? []
      : [renewal],
  );
}
