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
