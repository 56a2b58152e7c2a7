import type { CodeOptions } from "ajv";
import { createContext, Script } from "node:vm";

/**
 * Milliseconds that matching one answer may take. A busy machine may stop a process for a tenth of a
 * second at any moment, and a right answer must not be refused for that.
 */
const limit = 1_000;

/**
 * Regular expressions of a plugin's forms, for Ajv: a text that `^(a+)+$` and its like would think
 * about for ever does not match. An expression can only be stopped from outside.
 */
export const boundedPattern: NonNullable<CodeOptions["regExp"]> = Object.assign(
  (source: string, flags: string) => {
    const pattern = new RegExp(source, flags);
    // Ajv tells patterns apart by their text.
    return { test: (text: string) => matches(pattern, text), toString: () => String(pattern) };
  },
  // For code that Ajv writes to files, which nobody here does.
  { code: "boundedPattern" },
);

function matches(pattern: RegExp, text: string): boolean {
  const context = createContext({ pattern, text });
  try {
    return new Script("pattern.test(text)").runInContext(context, { timeout: limit }) as boolean;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  }
}
