import type { Json, ProfileFinding } from "@perennial/api";

/** Findings of one rule that are told: a certificate may break it a thousand times. */
const mostOfOneRule = 8;
/** Characters of one parameter that are told. */
const longest = 300;

/**
 * The findings of one rule as far as they are told: who refuses a certificate shows and keeps them,
 * and what the certificate says in them may be as long as it likes.
 */
export function shownFindings(findings: readonly ProfileFinding[]): readonly ProfileFinding[] {
  return findings.slice(0, mostOfOneRule).map(({ rule, params }) => ({
    rule,
    params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, cut(value)])),
  }));
}

function cut(value: Json | undefined): Json | undefined {
  if (typeof value !== "string" || value.length <= longest) return value;
  // No half of a surrogate pair is left at the end.
  return `${value.slice(0, longest).replace(/[\ud800-\udbff]$/u, "")}…`;
}
