import { PerennialError } from "@perennial/api";
import { valuesOf } from "./attribute-values.js";
import type { ProfileRule } from "./profile-subject.js";

/** Characters of the longest value that a pattern is tried on; nothing longer fits any. */
const longest = 1_000;

/**
 * Whether a text matches a pattern; undefined if that takes too long to find out. Who lets others
 * write patterns brings one that can be stopped.
 */
export type MatchesPattern = (pattern: RegExp, text: string) => boolean | undefined;

/**
 * `subject-pattern.<attribute>` for each value that does not fit the attribute's pattern as a whole.
 * An attribute that the subject has not, fits.
 */
export function subjectPatterns(matches: MatchesPattern): ProfileRule {
  return ({ attributes, rules }) =>
    Object.entries(rules.subjectPatterns ?? {}).flatMap(([attribute, pattern]) => {
      const whole = compiled(attribute, pattern);
      return valuesOf(attributes, attribute)
        .filter((value) => !fits(value, whole, attribute, matches))
        .map((found) => ({
          rule: `subject-pattern.${attribute}`,
          params: { attribute, pattern, found: found.slice(0, longest) },
        }));
    });
}

function fits(value: string, whole: RegExp, attribute: string, matches: MatchesPattern): boolean {
  if (value.length > longest) return false;
  const isMatch = matches(whole, value);
  if (isMatch === undefined) throw badPattern(attribute, "slow");
  return isMatch;
}

function compiled(attribute: string, pattern: string): RegExp {
  try {
    // Compiled alone first: one that closes the group around it would mean something else.
    const { source } = new RegExp(pattern, "u");
    return new RegExp(`^(?:${source})$`, "u");
  } catch (cause) {
    throw badPattern(attribute, "syntax", cause);
  }
}

function badPattern(attribute: string, problem: string, cause?: unknown): PerennialError {
  return new PerennialError(
    "certificates.bad-pattern",
    { attribute, problem },
    { cause, effect: "none" },
  );
}
