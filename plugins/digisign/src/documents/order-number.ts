import { fold, literally } from "./folded-text.js";

/** Neither a letter nor a digit, nor a hyphen or slash that joins one, may touch the number. */
const before = String.raw`(?<![\p{L}\p{N}])(?<![\p{L}\p{N}][-/_])`;
const after = String.raw`(?![\p{L}\p{N}]|[-/_][\p{L}\p{N}]|\.\p{N})`;

/** "Comanda nr. RC-2026-000123". */
const statement =
  /\bcomanda (?:nr\.? ?|numarul |numar )[:.]? ?([\p{L}\p{N}]+(?:[-/_] ?[\p{L}\p{N}]+)*)/u;

/** Whether a text names the order, and what it names instead. */
export type NamedOrder =
  { readonly isOurs: true } | { readonly isOurs: false; readonly other?: string };

/**
 * Whether a document's text is of this order: the first order that it states is this one, or, where
 * it states none, the number stands somewhere in it as a whole word. Diacritics and case are ignored,
 * and a line may break after a hyphen of the number.
 */
export function namedOrder(text: string, number: string): NamedOrder {
  const folded = fold(text);
  const ours = literally(fold(number)).replaceAll("-", "- ?");
  const stated = statement.exec(folded);
  if (stated !== null) {
    const rest = folded.slice(stated.index + stated[0].length - (stated[1] ?? "").length);
    if (new RegExp(`^${ours}${after}`, "u").test(rest)) return { isOurs: true };
    const other = (stated[1] ?? "").replaceAll(" ", "").slice(0, 60);
    return { isOurs: false, other: other.toUpperCase() };
  }
  return { isOurs: new RegExp(`${before}${ours}${after}`, "u").test(folded) };
}
