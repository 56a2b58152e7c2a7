import type { Condition, JsonObject, ProviderManifest, StepManifest } from "@perennial/api";

/** Whether every equality of a manifest's condition holds. Without a condition it does. */
export function holds(
  condition: Condition | undefined,
  profile: JsonObject,
  account: string,
): boolean {
  return Object.entries(condition ?? {}).every(
    ([field, value]) => (field === "account" ? account : profile[field]) === value,
  );
}

/** A step as it is for one account of a profile: with what its first variant that holds says. */
export function asFor(step: StepManifest, profile: JsonObject, account: string): StepManifest {
  const variant = step.variants?.find(({ when }) => holds(when, profile, account));
  const { actor = step.actor, takes = step.takes } = variant ?? {};
  return { ...step, actor, ...(takes === undefined ? {} : { takes }) };
}

/** The steps that apply to one account of a profile, in order, each as it is for it. */
export function applicableSteps(
  provider: ProviderManifest,
  profile: JsonObject,
  account: string,
): readonly StepManifest[] {
  return provider.steps
    .filter((step) => holds(step.when, profile, account))
    .map((step) => asFor(step, profile, account));
}

/** The account of a profile that has only one. */
const onlyAccount = "main";

/** A profile's accounts in the manifest's order. */
export function accountsOf(provider: ProviderManifest, profile: JsonObject): readonly string[] {
  if (provider.accounts === undefined) return [onlyAccount];
  const { by, values } = provider.accounts;
  const value = profile[by];
  const accounts = values[typeof value === "string" ? value : String(value ?? "")];
  return accounts === undefined || accounts.length === 0 ? [onlyAccount] : accounts;
}
