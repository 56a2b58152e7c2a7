import type { RenewalView, StepView } from "@perennial/engine";
import type { Localizer } from "@perennial/l10n";
import { labelOf } from "../questions/asking.js";
import { nameOf } from "./name-of.js";
import { say } from "./say.js";

/**
 * "meridian/CRYPT  Step 3 of 12  Save the request": where a renewal is. Undefined for a step that
 * does not apply.
 */
export async function stepLine(
  renewal: Pick<RenewalView, "profile" | "account" | "stepCount" | "pluginId">,
  step: StepView,
  texts: Localizer,
): Promise<string | undefined> {
  if (step.number === undefined) return undefined;
  return say(texts, "progress.step", {
    name: nameOf(renewal),
    number: step.number,
    count: renewal.stepCount,
    title: await labelOf({ texts, owner: renewal.pluginId }, step.title),
  });
}
