import type { RenewalDetail, StepView } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import {
  describeWait,
  isTriedAgain,
  showContacts,
  showFiles,
  waitsFor,
} from "../../drive/describe-wait.js";
import { showWaysOn } from "../../drive/ways-on.js";
import type { Home } from "../../home/home.js";
import type { Output } from "../../output/output.js";
import { concernsAuthority } from "../../output/concerns-authority.js";
import { showError } from "../../output/render-error.js";
import { say } from "../../output/say.js";
import { labelOf } from "../../questions/asking.js";
import { nameOf } from "../../output/name-of.js";

/** One renewal: where it stands, its steps, what it waits for, whom to call. */
export async function renderRenewal(
  detail: RenewalDetail,
  out: Output,
  texts: Localizer,
  home: Home,
): Promise<void> {
  const owner = detail.pluginId;
  const name = nameOf(detail);
  out.line(out.style("heading", await say(texts, "show.title", { name, renewal: detail.id })));
  const facts = {
    provider: detail.provider,
    plugin: `${owner} ${detail.pluginVersion}`,
    begun: texts.dateTime(detail.startedAt),
    changed: texts.dateTime(detail.updatedAt),
  };
  out.line(out.style("quiet", await say(texts, "show.facts", facts)), 2);
  if (detail.drivenBy !== undefined && detail.wait === undefined) {
    out.line(await say(texts, "show.driven-by", { ...detail.drivenBy }), 2);
  }
  out.line();
  for (const step of detail.steps) await renderStep(step, detail, out, texts);
  if (detail.steps.every(({ number }) => number === undefined)) {
    out.line(await say(texts, "show.no-steps", { plugin: owner }), 2);
  }
  out.line();
  await renderSituation(detail, out, texts, home);
}

/** What changed since the last look, while following. */
export async function renderState(
  now: RenewalDetail,
  before: RenewalDetail,
  out: Output,
  texts: Localizer,
  home: Home,
): Promise<void> {
  const over = new Set(before.steps.filter(isOver).map(({ name }) => name));
  for (const step of now.steps) {
    if (isOver(step) && !over.has(step.name)) await renderStep(step, now, out, texts);
  }
  const isElsewhere = now.step?.name !== before.step?.name || now.state !== before.state;
  if (isElsewhere || now.wait?.key !== before.wait?.key)
    await renderSituation(now, out, texts, home, now.drivenBy ?? before.drivenBy ?? "another");
}

async function renderSituation(
  detail: RenewalDetail,
  out: Output,
  texts: Localizer,
  home: Home,
  /** Who moved it; `another` for a process that is not known any more. */
  moved: RenewalDetail["drivenBy"] | "another" = detail.drivenBy,
): Promise<void> {
  if (detail.blocked !== undefined) {
    out.line(await say(texts, "status.renewal-blocked"));
    await showError(detail.blocked, { out, texts, verbose: false, inline: true });
    return;
  }
  const args = {
    number: detail.stepNumber ?? 0,
    count: detail.stepCount,
    title: await labelOf({ texts, owner: detail.pluginId }, detail.step?.title ?? ""),
  };
  out.line(await say(texts, `status.renewal-${detail.state}`, args));
  if (detail.error !== undefined) {
    const error = { plugin: detail.pluginId, ...detail.error };
    await showError(error, { out, texts, verbose: false, inline: true });
    if (isTriedAgain(detail)) out.line(await waitsFor({ out, texts }, detail), 2);
    if (concernsAuthority(detail.error)) {
      await showContacts({ out, texts }, detail.contacts, detail.pluginId);
    }
  }
  if (detail.wait === undefined) {
    if (detail.state === "failed") await showWaysOn({ out, texts }, detail);
    return;
  }
  out.line(await waitsFor({ out, texts }, detail), 2);
  await describeWait({ out, texts }, detail);
  await showFiles({ out, texts }, detail, home);
  if (moved === "another") out.line(await say(texts, "show.went-on"), 2);
  else if (moved !== undefined)
    return out.line(await say(texts, "show.driven-by", { ...moved }), 2);
  out.command(`perennial resume ${detail.id}`, 2);
}

/** A step that does not apply to this account is not shown; the plan does not have it either. */
async function renderStep(
  step: StepView,
  { pluginId: owner, state }: RenewalDetail,
  out: Output,
  texts: Localizer,
): Promise<void> {
  const { number } = step;
  if (number === undefined) return;
  const title = await labelOf({ texts, owner }, step.title);
  const stands = step.state === "current" && state === "waiting" ? "waiting" : step.state;
  const word = out.style(
    step.state === "done" ? "good" : step.state === "current" ? "warning" : "quiet",
    await say(texts, `step.${stands}`),
  );
  const at = step.finishedAt === undefined ? "" : `, ${texts.dateTime(step.finishedAt)}`;
  const line = await say(texts, "pair", { label: title, value: `${word}${at}` });
  out.line(`${number}. ${line}`, number < 10 ? 3 : 2, 6);
  for (const remark of step.remarks) out.line(await texts.text(remark, owner), 6, 8);
}

function isOver({ state }: StepView): boolean {
  return state === "done" || state === "skipped";
}
