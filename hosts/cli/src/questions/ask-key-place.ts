import { softwareKeyPlace } from "@perennial/api";
import { say } from "../output/say.js";
import { askChoice, askOptionalChoice, type ChoiceOption } from "./ask-choice.js";
import type { Asking } from "./asking.js";

/** Stands for a token that is not there now; no key place reads so. */
const another = "another";

/**
 * Asks where a key is to live: in Perennial's own store, on a token that is there now, or on another
 * one by its URI.
 * @param preset what Enter means.
 * @param store whether Perennial's own store will do.
 * @param required whether one has to be chosen; otherwise Enter means none where nothing is known.
 * @returns what was chosen, not yet checked.
 */
export async function askKeyPlace(
  asking: Asking,
  preset: string | undefined,
  { required, store }: { readonly required: boolean; readonly store: boolean },
): Promise<string | undefined> {
  const { terminal, texts, keyPlaces } = asking;
  const tokens = (await keyPlaces?.()) ?? [];
  const options: ChoiceOption[] = [
    ...(store
      ? [{ value: softwareKeyPlace, label: await say(texts, "ask.key-place-software") }]
      : []),
    ...tokens,
  ];
  if (preset !== undefined && !options.some(({ value }) => value === preset)) {
    options.push({ value: preset, label: preset });
  }
  options.push({ value: another, label: await say(texts, "ask.key-place-another") });
  const chosen =
    required || preset !== undefined
      ? await askChoice(asking, options, preset)
      : await askOptionalChoice(asking, options);
  if (chosen !== another) return chosen;
  return (await terminal.ask(`  ${await say(texts, "ask.key-place-uri")} `)).trim();
}
