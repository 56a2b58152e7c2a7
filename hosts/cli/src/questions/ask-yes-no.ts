import { say } from "../output/say.js";
import type { Asking } from "./asking.js";
import { readYesNo } from "./read-typed.js";

/**
 * Asks until it is a yes or a no.
 * @param preset what Enter means.
 * @param words what yes and no are called here; they are taken as well.
 */
export async function askYesNo(
  asking: Asking,
  question: string,
  preset?: boolean,
  words?: { readonly yes: string; readonly no: string },
): Promise<boolean> {
  const { terminal, out, texts } = asking;
  const hint = await say(texts, "ask.yes-no", {
    preset: preset === undefined ? "none" : preset ? "yes" : "no",
  });
  for (;;) {
    const typed = await terminal.ask(`${question} ${hint} `);
    if (typed.trim() === "" && preset !== undefined) return preset;
    const answer = readYesNo(typed) ?? readWord(typed, words);
    if (answer !== undefined) return answer;
    const wanted =
      words === undefined
        ? say(texts, "field.yes-no")
        : say(texts, "field.yes-no-words", { yes: words.yes, no: words.no });
    out.line(await wanted, 2);
  }
}

function readWord(
  typed: string,
  words: { readonly yes: string; readonly no: string } | undefined,
): boolean | undefined {
  const said = typed.trim().toLocaleLowerCase();
  if (said === words?.yes.toLocaleLowerCase()) return true;
  return said === words?.no.toLocaleLowerCase() ? false : undefined;
}
