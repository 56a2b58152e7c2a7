import {
  softwareKeyPlace,
  type JsonObject,
  type ProviderManifest,
  type StepManifest,
} from "@perennial/api";

/** What the plan says of a step that uses a key on a token: the host asks for the PIN, not the plugin. */
export function pinAsks(
  { usesKey }: StepManifest,
  { profile: form }: ProviderManifest,
  values: JsonObject,
): readonly string[] {
  if (usesKey !== true) return [];
  const isOnToken = Object.entries(form.properties).some(([name, { format, default: preset }]) => {
    const place = values[name] ?? preset;
    return format === "key-place" && place !== undefined && place !== softwareKeyPlace;
  });
  return isOnToken ? ["%engine.asks.pin%"] : [];
}
