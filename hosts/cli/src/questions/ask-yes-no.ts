import { say } from "../output/say.js";
import type { Asking } from "./asking.js";
import { readYesNo } from "./check-field.js";

/** Asks until it is a yes or a no. `preset` is what Enter means. */
export async function askYesNo(
  asking: Asking,
  question: string,
  preset?: boolean,
): Promise<boolean> {
  const { terminal, out, texts } = asking;
  const hint = await say(texts, "ask.yes-no", {
    preset: preset === undefined ? "none" : preset ? "yes" : "no",
  });
  for (;;) {
    const typed = await terminal.ask(`${question} ${hint} `);
    if (typed.trim() === "" && preset !== undefined) return preset;
    const answer = readYesNo(typed);
    if (answer !== undefined) return answer;
    out.line(await say(texts, "field.yes-no"), 2);
  }
}
