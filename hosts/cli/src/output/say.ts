import type { Json } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";

/** A text of the command line's own. */
export function say(
  texts: Localizer,
  key: string,
  args: { readonly [name: string]: Json | undefined } = {},
): Promise<string> {
  return texts.text({ key, args });
}
