import type { Localizer } from "@perennial/l10n";
import type { Output } from "../output/output.js";
import type { ChoiceOption } from "./ask-choice.js";
import type { Terminal } from "../terminal/terminal.js";

/** What a question needs to be asked. */
export interface Asking {
  readonly terminal: Terminal;
  readonly out: Output;
  readonly texts: Localizer;
  /** Id of the plugin whose texts the question uses. */
  readonly owner?: string;
  /** The tokens that a key can be put on now, for fields of the format `key-place`. */
  readonly keyPlaces?: () => Promise<readonly ChoiceOption[]>;
}

/** A field's or option's label: `%key%`, the key of a message, or the text itself. */
export async function labelOf(
  { texts, owner }: Pick<Asking, "texts" | "owner">,
  text: string,
): Promise<string> {
  if (text.startsWith("%")) return texts.title(text, owner);
  return (await texts.has(text, owner)) ? texts.text({ key: text }, owner) : text;
}
