import type { Instant } from "@perennial/api";

/** Milliseconds since 1970 as an instant. */
export function toInstant(milliseconds: number): Instant {
  return new Date(milliseconds).toISOString();
}

/** An instant in milliseconds since 1970. */
export function toMilliseconds(at: Instant): number {
  return Date.parse(at);
}

/** The earliest of those that are given. */
export function earliest(...instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants
    .filter((at) => at !== undefined)
    .toSorted((a, b) => toMilliseconds(a) - toMilliseconds(b))[0];
}
