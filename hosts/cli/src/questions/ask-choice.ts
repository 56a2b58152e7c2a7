import { say } from "../output/say.js";
import type { Asking } from "./asking.js";

/** Asks for one of several by number. */
export async function askChoice(
  asking: Asking,
  options: readonly { readonly value: string; readonly label: string }[],
): Promise<string> {
  const { terminal, out, texts } = asking;
  options.forEach(({ label }, index) => out.line(`${index + 1}. ${label}`, 2, 5));
  const prompt = await say(texts, "ask.number", { count: options.length });
  for (;;) {
    const typed = (await terminal.ask(`${prompt} `)).trim();
    const chosen =
      options.find(({ value }) => value === typed) ??
      (/^\d+$/.test(typed) ? options[Number(typed) - 1] : undefined);
    if (chosen !== undefined) return chosen.value;
    out.line(await say(texts, "field.choice", { count: options.length }), 2);
  }
}
