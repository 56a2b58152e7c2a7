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
 * Whether a step uses a key of the embedded store: the plan says that its passphrase is asked for. A
 * form without such a field, and a profile that was made before it was there, keep their keys there.
 */
export function usesStore(
  { usesKey }: StepManifest,
  { profile: form }: ProviderManifest,
  values: JsonObject,
): boolean {
  if (usesKey !== true) return false;
  const places = Object.entries(form.properties).filter(([, { format }]) => format === "key-place");
  return (
    places.length === 0 ||
    places.some(([name]) => (values[name] ?? softwareKeyPlace) === softwareKeyPlace)
  );
}
