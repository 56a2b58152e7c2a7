import { message, type Clock, type Outcome } from "@perennial/api";
import type { SofieRenewal } from "./profile.js";

/**
 * Expiry during a step does not stop it: encrypting and sending are disabled, the renewal goes on.
 * Every wait says so; of the steps that end, the first after the expiry does.
 * Manual 3.1, "SOFiE startup".
 */
export async function mindExpiry<T>(
  renewal: SofieRenewal,
  clock: Clock,
  step: string,
  outcome: Outcome<T>,
): Promise<Outcome<T>> {
  const notAfter = renewal.current?.notAfter;
  if (notAfter === undefined || !isAfter(await clock.now(), notAfter)) return outcome;
  const note = message("luxtrust.expired-meanwhile", { notAfter });
  if (outcome.outcome === "waiting") {
    const { wait } = outcome;
    return { ...outcome, wait: { ...wait, instructions: [...(wait.instructions ?? []), note] } };
  }
  if (outcome.outcome !== "done") return outcome;
  const noted = await renewal.effect({
    key: "expiry-noted",
    intent: { notAfter },
    perform: async () => step,
    find: async () => ({ state: "did-not-happen" }),
  });
  return noted === step ? { ...outcome, notes: [...(outcome.notes ?? []), note] } : outcome;
}

/** Whether one RFC 3339 instant is later than another. */
export function isAfter(instant: string, other: string): boolean {
  return Date.parse(instant) > Date.parse(other);
}
