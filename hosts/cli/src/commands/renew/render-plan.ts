import type { Plan, PlanStep } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { showContacts } from "../../drive/describe-wait.js";
import type { Output } from "../../output/output.js";
import { say } from "../../output/say.js";
import { labelOf } from "../../questions/asking.js";
import { nameOf } from "../../output/name-of.js";

/** Every step, who acts, what will be asked and how long it takes; nothing has happened yet. */
export async function renderPlan(plan: Plan, out: Output, texts: Localizer): Promise<void> {
  const owner = plan.pluginId;
  for (const { account, steps, takes } of plan.accounts) {
    const name = nameOf({ profile: plan.profile, account });
    const title = await say(texts, "plan.title", { name, count: steps.length, kind: plan.kind });
    out.line(out.style("heading", title));
    for (const [index, step] of steps.entries()) {
      await renderStep(index + 1, step, owner, out, texts);
    }
    out.line(await say(texts, "plan.takes", { takes: texts.durationRange(takes) }), 2);
    out.line();
  }
  await showContacts({ out, texts }, plan.contacts, owner);
  out.line(await say(texts, "plan.nothing-happened"));
}

async function renderStep(
  number: number,
  { title, actor, asks, tokens = [], takes }: PlanStep,
  owner: string,
  out: Output,
  texts: Localizer,
): Promise<void> {
  const who = await say(texts, `actor.${actor}`);
  const duration =
    takes === undefined
      ? ""
      : `, ${typeof takes === "string" ? texts.duration(takes) : texts.durationRange(takes)}`;
  const label = await labelOf({ texts, owner }, title);
  out.line(`${number}. ${label}  (${who}${duration})`, number < 10 ? 3 : 2, 6);
  for (const ask of asks) out.line(`- ${await labelOf({ texts, owner }, ask)}`, 6, 8);
  // The token whose PIN that is, as the profile has it: two may have one label.
  for (const token of tokens) out.line(token, 8, 8);
}
