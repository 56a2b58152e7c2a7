import type { ProviderManifest } from "@perennial/api";
import type { RenewalRecord } from "@perennial/store";
import { holds } from "../renewals/conditions.js";

/** Numbers of the steps that apply, as the plan counts them. */
export function numbersOf(
  { steps, profile, account }: RenewalRecord,
  provider: ProviderManifest | undefined,
): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const name of steps) {
    const when = provider?.steps.find((step) => step.name === name)?.when;
    if (holds(when, profile, account)) numbers.set(name, numbers.size + 1);
  }
  return numbers;
}
