/** What somebody else wrote, as the end of a sentence of ours; `none` where there is nothing. */
export function asClause(text = ""): string {
  const clause = text.trim().replace(/[.\s]+$/, "");
  return clause === "" ? "none" : clause;
}
