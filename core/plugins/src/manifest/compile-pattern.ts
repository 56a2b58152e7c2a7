import { createContext, Script, type Context } from "node:vm";

/** Milliseconds of work that matching one text may take. */
const limit = 100;
/** Milliseconds that a machine that is busy with other things may need for so much work. */
const mostTime = 6_400;

/** The regular expression of a field's `pattern`, or what is wrong with it. */
export function compilePattern(pattern: string): RegExp | SyntaxError {
  try {
    return new RegExp(pattern, "u");
  } catch (error) {
    if (error instanceof SyntaxError) return error;
    throw error;
  }
}

/**
 * Whether a text matches a pattern that a plugin wrote; undefined if it takes too long, as
 * `^(a+)+$` does for some texts. A regular expression can only be stopped from outside.
 */
export function matchesInTime(pattern: RegExp, text: string): boolean | undefined {
  const context: Context = createContext({ pattern, text });
  for (let timeout = limit; ; timeout *= 2) {
    const before = process.cpuUsage();
    try {
      return new Script("pattern.test(text)").runInContext(context, { timeout }) as boolean;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
      // The time is that of the clock. Where other programs had most of it, nothing is shown yet.
      const { user, system } = process.cpuUsage(before);
      if (user + system >= limit * 1_000 || timeout >= mostTime) return undefined;
    }
  }
}

/** Milliseconds of work that matching all texts of one call may take. */
const limitOfCall = 500;

/**
 * As {@link matchesInTime}, for all the texts of one call together: however many there are, they do
 * not hold up the host for longer than one may, and the limit.
 */
export function matchesInOneCall(limit = limitOfCall): typeof matchesInTime {
  let left = limit * 1_000;
  return (pattern, text) => {
    if (left <= 0) return undefined;
    const before = process.cpuUsage();
    const isMatch = matchesInTime(pattern, text);
    const { user, system } = process.cpuUsage(before);
    left -= user + system;
    return isMatch;
  };
}
