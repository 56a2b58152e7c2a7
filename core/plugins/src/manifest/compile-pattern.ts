import { createContext, Script, type Context } from "node:vm";

/** Milliseconds that matching one text may take. */
const limit = 100;

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
  try {
    return new Script("pattern.test(text)").runInContext(context, { timeout: limit }) as boolean;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw error;
  }
}
