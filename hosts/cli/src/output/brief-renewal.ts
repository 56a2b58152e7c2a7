import type { RenewalView } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { isTriedAgain, waitsFor } from "../drive/describe-wait.js";
import { labelOf } from "../questions/asking.js";
import { nameOf } from "./name-of.js";
import type { Output } from "./output.js";
import { showError } from "./render-error.js";
import { say } from "./say.js";

/** A renewal in a few lines: whose it is, where it stands, since when. */
export async function briefRenewal(
  view: RenewalView,
  out: Output,
  texts: Localizer,
): Promise<void> {
  const heading = await say(texts, "show.title", { name: nameOf(view), renewal: view.id });
  out.line(out.style("heading", heading));
  if (view.blocked !== undefined) {
    out.line(await say(texts, "status.renewal-blocked"), 2);
    await showError(view.blocked, { out, texts, verbose: false, inline: true });
  } else {
    const title = await labelOf({ texts, owner: view.pluginId }, view.step?.title ?? "");
    const args = { number: view.stepNumber ?? 0, count: view.stepCount, title };
    out.line(await say(texts, `status.renewal-${view.state}`, args), 2);
    if (view.state === "waiting" || isTriedAgain(view))
      out.line(await waitsFor({ out, texts }, view), 2);
  }
  const times = {
    begun: texts.dateTime(view.startedAt),
    changed: texts.dateTime(view.updatedAt),
  };
  out.line(out.style("quiet", await say(texts, "list.times", times)), 2);
}
