import { PerennialError } from "@perennial/api";
import type { EngineProtocol, RenewalView } from "@perennial/engine";

/** Whether a renewal is meant by a name: its own, its profile's, or `profile/account`. */
export function isNamed({ id, profile, account }: RenewalView, name: string): boolean {
  return id === name || profile === name || `${profile}/${account}` === name;
}

/**
 * The one renewal that a name stands for: by its own name whether it is open or not, by its profile
 * the one that is open.
 * @throws PerennialError `renewal.ambiguous` if several accounts of the profile are being renewed,
 *   `renewal.not-found`
 */
export async function oneNamed(engine: EngineProtocol, name: string): Promise<string> {
  const open = await engine.list({ state: "open" });
  const [only, ...more] = open.filter((view) => isNamed(view, name));
  if (only === undefined || open.some(({ id }) => id === name)) return name;
  if (more.length === 0) return only.id;
  throw new PerennialError("renewal.ambiguous", {
    name,
    renewals: [only, ...more].map(({ id }) => id),
  });
}
