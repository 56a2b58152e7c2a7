import { expiryOf } from "@perennial/inventory";
import { needsFixing } from "../../drive/drive-result.js";
import type { AccountView, Overview, ProfileView, RenewalView } from "@perennial/engine";

/** What a run of `renew` is about. */
export interface Selection {
  /** Profiles whose renewal begins. */
  readonly begin: readonly ProfileView[];
  /** Renewals that are open already. */
  readonly open: readonly RenewalView[];
  /** Of those, what failed and is tried again in this run. */
  readonly failed: readonly RenewalView[];
  /** Due profiles that cannot be renewed now, with the reason in `problem`. */
  readonly blocked: readonly ProfileView[];
  /** Profiles of which nobody knows when they are due, and whose renewal is not open. */
  readonly unwatched: readonly ProfileView[];
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
    failed: profiles.flatMap(({ accounts }) =>
      accounts.flatMap((account) =>
        openOf([account]).filter(
          (view) => needsFixing(view) || (hasFailed(view) && isNeeded(account)),
        ),
      ),
    ),
    blocked: profiles.filter(
      ({ problem, accounts }) =>
        problem !== undefined &&
        // An open one says it itself.
        openOf(accounts).length === 0 &&
        accounts.some((account) => endsSoon(account, Date.parse(at))),
    ),
    unwatched: profiles.filter(
      ({ problem, accounts }) =>
        problem === undefined &&
        openOf(accounts).length === 0 &&
        !accounts.some(isDue) &&
        (accounts.length === 0 || accounts.some(({ urgency }) => urgency === "unknown")),
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
    // Naming a failed renewal is the wish to try it again.
    failed: profiles.flatMap(openIn).filter(({ state }) => state === "failed"),
    blocked: [],
    unwatched: [],
  };
}

function isDue({ urgency }: AccountView): boolean {
  return urgency === "notice" || urgency === "expired";
}

/** Given up; what has a time of its own to be tried again keeps to it. */
function hasFailed({ state, wakeAt }: RenewalView): boolean {
  return state === "failed" && wakeAt === undefined;
}

/** Of an account without a certificate nobody knows that the renewal can wait. */
function isNeeded({ urgency }: AccountView): boolean {
  return urgency !== "none" && urgency !== "not-yet-valid";
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
