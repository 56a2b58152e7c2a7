import { resolve } from "node:path";

/** A wrong command line; the message says what is wrong. */
export class UsageError extends Error {}

/** Runs a parser of `node:util`. @throws UsageError for what it does not know. */
export function orUsageError<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** @throws UsageError unless it is a whole number from 0 to `most`. */
export function wholeNumber(option: string, text: string, most = Number.MAX_SAFE_INTEGER): number {
  if (!/^\d+$/.test(text) || Number(text) > most)
    throw new UsageError(`${option} takes a whole number from 0 to ${most}, not "${text}"`);
  return Number(text);
}

/** @throws UsageError unless it is RFC 3339. */
export function instant(text: string): Date {
  const value = new Date(text);
  if (Number.isNaN(value.getTime()))
    throw new UsageError(`--clock takes an instant such as 2026-11-20T09:00:00Z, not "${text}"`);
  return value;
}

/** The first choice if nothing was said. @throws UsageError for none of them. */
export function choice<T extends string>(
  option: string,
  text: string | undefined,
  choices: readonly [T, ...T[]],
): T {
  if (text === undefined) return choices[0];
  const chosen = choices.find((candidate) => candidate === text);
  if (chosen === undefined)
    throw new UsageError(`${option} takes ${choices.join(" or ")}, not "${text}"`);
  return chosen;
}

/** A path as it is typed in a POSIX shell, absolute. */
export function shellPath(...parts: readonly string[]): string {
  const path = resolve(...parts);
  return /[^\w@%+=:,./-]/.test(path) ? `'${path.replaceAll("'", "'\\''")}'` : path;
}
