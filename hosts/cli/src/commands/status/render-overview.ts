import type { AccountView } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { isTriedAgain, waitsFor } from "../../drive/describe-wait.js";
import type { Output, Style } from "../../output/output.js";
import { say } from "../../output/say.js";
import type {
  CheckedAccount,
  CheckedOverview,
  CheckedProfile,
} from "../../read/checked-overview.js";
import { pad, shorten, textWidth } from "../../output/wrap.js";
import { nameOf } from "../../output/name-of.js";

interface Row {
  readonly profile: CheckedProfile;
  readonly account: CheckedAccount;
  readonly name: string;
  readonly rank: number;
}

/** One line for each certificate, the most urgent first, and what to do below those that need it. */
export async function renderOverview(
  overview: CheckedOverview,
  out: Output,
  texts: Localizer,
  all = false,
): Promise<void> {
  if (overview.profiles.length === 0) {
    out.line(await say(texts, "status.empty"));
    out.command("perennial profile add", 2);
    return;
  }
  const rows = overview.profiles
    .flatMap((profile) => accountsOf(profile).map((account) => toRow(profile, account)))
    .toSorted((a, b) => a.rank - b.rank || end(a.account) - end(b.account));
  const attention = rows.filter(({ rank }) => rank < quiet).length;
  out.line(
    out.style(
      "heading",
      await say(texts, "status.title", {
        date: texts.date(overview.at),
        count: rows.length,
        attention,
      }),
    ),
  );
  const isLong = !all && rows.length > mostRows;
  const shown = isLong ? rows.slice(0, attention) : rows;
  const width = Math.min(30, Math.max(0, ...shown.map(({ name }) => textWidth(name))));
  for (const row of shown) {
    const name = pad(shorten(row.name, width), width);
    const state = await stateOf(row.account, overview.at, texts);
    out.line(`${name}  ${out.style(styleOf(row.account), state)}`, 2, width + 4);
    await renderNext(row, out, texts, width + 4);
  }
  const [first] = rows.slice(shown.length);
  if (first !== undefined)
    await renderRest(rows.length - shown.length, first, overview.at, { out, texts });
}

/** More than fit a few screens are shown only as far as they need somebody. */
const mostRows = 50;

async function renderRest(
  count: number,
  { account }: Row,
  now: string,
  { out, texts }: { readonly out: Output; readonly texts: Localizer },
): Promise<void> {
  const at = account.certificate?.notAfter ?? now;
  const args = { count, date: texts.date(at), relative: texts.relativeDays(at, now) };
  out.line(out.style("good", await say(texts, "status.rest", args)), 2);
  out.command("perennial status --all", 4);
}

/** Ranks below this one need somebody. */
const quiet = 5;

/** A profile of which nothing is known has a line all the same. */
function accountsOf({ accounts }: CheckedProfile): readonly CheckedAccount[] {
  return accounts.length > 0 ? accounts : [{ account: "main", urgency: "unknown" }];
}

function toRow(profile: CheckedProfile, account: CheckedAccount): Row {
  const name = nameOf({ profile: profile.id, account: account.account });
  return { profile, account, name, rank: rankOf(profile, account) };
}

function rankOf({ problem }: CheckedProfile, { urgency, renewal }: CheckedAccount): number {
  if (renewal?.state === "in-doubt" || renewal?.state === "failed") return 0;
  if (urgency === "expired" || urgency === "unknown") return 1;
  if (renewal !== undefined) return 2;
  if (urgency === "notice") return 3;
  if (problem !== undefined) return 4;
  return quiet;
}

function end({ certificate }: AccountView): number {
  return certificate === undefined ? Infinity : Date.parse(certificate.notAfter);
}

async function stateOf(
  { certificate, urgency }: AccountView,
  now: string,
  texts: Localizer,
): Promise<string> {
  if (certificate === undefined) return say(texts, "status.no-certificate");
  const { notBefore, notAfter } = certificate;
  const at = urgency === "not-yet-valid" ? notBefore : notAfter;
  return say(texts, `status.${urgency}`, {
    date: texts.date(at),
    relative: texts.relativeDays(at, now),
  });
}

function styleOf({ urgency }: AccountView): Style {
  switch (urgency) {
    case "expired":
    case "unknown":
      return "bad";
    case "notice":
    case "not-yet-valid":
      return "warning";
    case "none":
      return "good";
  }
}

async function renderNext(
  { profile, account, rank }: Row,
  out: Output,
  texts: Localizer,
  indent: number,
): Promise<void> {
  const { renewal, notice, sourceProblem } = account;
  if (sourceProblem !== undefined) {
    const { what, next } = await texts.error(sourceProblem);
    out.line([what, next].filter((text) => text !== undefined).join(" "), indent);
  }
  if (renewal?.blocked !== undefined) {
    out.line(await say(texts, "status.renewal-blocked"), indent);
    const { what, next } = await texts.error(renewal.blocked, renewal.pluginId);
    out.line([what, next].filter((text) => text !== undefined).join(" "), indent);
    out.line(await say(texts, "error.code", { code: renewal.blocked.code }), indent);
    return;
  }
  if (renewal !== undefined) {
    const { stepNumber = 0, stepCount, id } = renewal;
    const title = await texts.title(renewal.step?.title ?? "", renewal.pluginId);
    const state = await say(texts, `status.renewal-${renewal.state}`, {
      number: stepNumber,
      count: stepCount,
      title,
    });
    const waits =
      renewal.state === "waiting" || isTriedAgain(renewal)
        ? ` ${await waitsFor({ out, texts }, renewal)}`
        : "";
    out.line(`${state}${waits}`, indent);
    out.command(`perennial resume ${id}`, indent);
    return;
  }
  if (profile.problem !== undefined) {
    const { what, next } = await texts.error(profile.problem, profile.pluginId);
    out.line([what, next].filter((text) => text !== undefined).join(" "), indent);
    return;
  }
  if (rank === 1 || rank === 3) {
    if (notice !== undefined) out.line(await texts.text(notice, profile.pluginId), indent);
    out.command(`perennial renew ${profile.id}`, indent);
  }
}
