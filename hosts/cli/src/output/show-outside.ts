import type { Localizer } from "@perennial/l10n";
import type { OutsideStep } from "@perennial/engine";
import { labelOf } from "../questions/asking.js";
import type { Output } from "./output.js";
import { say } from "./say.js";

/** One line for each step that has changed something outside: its number, its title, and when. */
export async function showOutside(
  { out, texts }: { readonly out: Output; readonly texts: Localizer },
  steps: readonly OutsideStep[],
  owner: string,
): Promise<void> {
  for (const { number, title, at } of steps) {
    const known = { title: await labelOf({ texts, owner }, title), at: texts.dateTime(at) };
    const line = await say(texts, "outside.step", {
      ...known,
      ...(number === undefined ? { numbered: "no" } : { numbered: "yes", number }),
    });
    out.line(`- ${line}`, 2, 4);
  }
}
