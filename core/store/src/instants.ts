import { PerennialError, type Instant } from "@perennial/api";

const RFC3339_UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

/**
 * Milliseconds since 1970-01-01T00:00:00Z. Instants are compared as numbers: as text
 * `09:00:00.5Z` sorts before `09:00:00Z`.
 * @throws PerennialError `store.invalid-instant` if it is not RFC 3339 in UTC.
 */
export function millisecondsOf(at: Instant): number {
  if (!isInstant(at)) throw new PerennialError("store.invalid-instant", { value: at });
  return Date.parse(at);
}

/** Whether it is RFC 3339 in UTC. */
export function isInstant(at: string): boolean {
  return RFC3339_UTC.test(at) && !Number.isNaN(Date.parse(at));
}
