import {
  softwareKeyPlace,
  type JsonObject,
  type ProviderManifest,
  type StepManifest,
} from "@perennial/api";

/**
 * The tokens whose keys a step uses, as the profile itself names them: the plan says that a PIN is
 * asked for, and of which. The host asks for it, not the plugin.
 */
export function tokensUsed(
  { usesKey }: StepManifest,
  { profile: form }: ProviderManifest,
  values: JsonObject,
): readonly string[] {
  if (usesKey !== true) return [];
  return Object.entries(form.properties)
    .filter(([, { format }]) => format === "key-place")
    .map(([name]) => values[name])
    .filter((place) => typeof place === "string")
    .filter((place) => place !== softwareKeyPlace);
}

/**
 * Whether a step uses the key of a token that is chosen only during the renewal, because the profile
 * leaves it open. Then the plan says that a PIN is asked for, and cannot say of which.
 * @param adopts whether the plugin renews what is on a token, and may leave the choice to then.
 */
export function usesChosenToken(
  { usesKey }: StepManifest,
  { profile: form }: ProviderManifest,
  values: JsonObject,
  adopts: boolean,
): boolean {
  if (usesKey !== true || !adopts) return false;
  return Object.entries(form.properties).some(
    ([name, field]) =>
      field.format === "key-place" && field.default === undefined && values[name] === undefined,
  );
}

/**
 * Whether a step uses a key of the embedded store: the plan says that its passphrase is asked for. A
 * form without such a field, and a profile that was made before it was there, keep their keys there.
 */
export function usesStore(
  step: StepManifest,
  provider: ProviderManifest,
  values: JsonObject,
  adopts: boolean,
): boolean {
  const { profile: form } = provider;
  if (step.usesKey !== true || usesChosenToken(step, provider, values, adopts)) return false;
  const places = Object.entries(form.properties).filter(([, { format }]) => format === "key-place");
  return (
    places.length === 0 ||
    places.some(([name]) => (values[name] ?? softwareKeyPlace) === softwareKeyPlace)
  );
}
