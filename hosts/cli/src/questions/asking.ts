import type { Localizer } from "@perennial/l10n";
import type { Output } from "../output/output.js";
import type { Terminal } from "../terminal/terminal.js";

/** What a question needs to be asked. */
export interface Asking {
  readonly terminal: Terminal;
  readonly out: Output;
  readonly texts: Localizer;
  /** Id of the plugin whose texts the question uses. */
  readonly owner?: string;
}

/** A field's or option's label: `%key%`, the key of a message, or the text itself. */
export async function labelOf(
  { texts, owner }: Pick<Asking, "texts" | "owner">,
  text: string,
): Promise<string> {
  if (text.startsWith("%")) return texts.title(text, owner);
  return (await texts.has(text, owner)) ? texts.text({ key: text }, owner) : text;
}
