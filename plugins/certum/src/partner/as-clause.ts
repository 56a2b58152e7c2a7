import { oneLine } from "../portal/one-line.js";

/** A reason of more characters is shortened. */
const most = 1_000;

/** What somebody else wrote, as the end of a sentence of ours; `none` where there is nothing. */
export function asClause(text = ""): string {
  const clause = oneLine(text, most).replace(/[.\s]+$/, "");
  return clause === "" ? "none" : clause;
}
