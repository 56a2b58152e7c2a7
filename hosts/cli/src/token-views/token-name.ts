import type { TokenView } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import { say } from "../output/say.js";

/** What people call a token: its label, or else its serial number. */
export async function tokenName(
  { label, serial }: Pick<TokenView, "label" | "serial">,
  texts: Localizer,
): Promise<string> {
  if (label !== "") return label;
  return serial === "" ? say(texts, "tokens.no-label") : serial;
}
