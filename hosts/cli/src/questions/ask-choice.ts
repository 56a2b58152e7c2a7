import { say } from "../output/say.js";
import type { Asking } from "./asking.js";

/** One of several, with what it is called. */
export interface ChoiceOption {
  readonly value: string;
  readonly label: string;
}

/**
 * Asks for one of several by number.
 * @param preset what Enter means, if it is one of them.
 */
export async function askChoice(
  asking: Asking,
  options: readonly ChoiceOption[],
  preset?: string,
): Promise<string> {
  for (;;) {
    const chosen = await ask(asking, options, preset, false);
    if (chosen !== undefined) return chosen;
  }
}

/** The same where none needs to be chosen: Enter means none. */
export function askOptionalChoice(
  asking: Asking,
  options: readonly ChoiceOption[],
): Promise<string | undefined> {
  return ask(asking, options, undefined, true);
}

async function ask(
  asking: Asking,
  options: readonly ChoiceOption[],
  preset: string | undefined,
  optional: boolean,
): Promise<string | undefined> {
  const { terminal, out, texts } = asking;
  options.forEach(({ label }, index) => out.line(`${index + 1}. ${label}`, 2, 5));
  const shown = options.findIndex(({ value }) => value === preset) + 1;
  const prompt = await say(texts, "ask.number", {
    count: options.length,
    preset: shown,
    enter: shown > 0 ? "keeps" : optional ? "none" : "nothing",
  });
  for (;;) {
    const typed = (await terminal.ask(`  ${prompt} `)).trim();
    if (typed === "" && shown > 0) return options[shown - 1]?.value;
    if (typed === "" && optional) return undefined;
    const chosen =
      options.find(({ value }) => value === typed) ??
      (/^\d+$/.test(typed) ? options[Number(typed) - 1] : undefined);
    if (chosen !== undefined) return chosen.value;
    out.line(await say(texts, "field.choice", { count: options.length }), 2);
  }
}
