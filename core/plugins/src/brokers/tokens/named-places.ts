import { PerennialError, softwareKeyPlace } from "@perennial/api";
import type { TokenMatch } from "@perennial/hardware";
import type { StepContext } from "../../process/step-services.js";
import { tokenMatchOf } from "../key-places.js";
import type { LookedToken } from "./token-look.js";

/** The places of keys that the renewal's profile names. */
export function namedPlaces({ plugin, run }: StepContext): readonly string[] {
  const fields = plugin.providers.find(({ id }) => id === run.provider)?.profile.properties ?? {};
  return Object.entries(fields)
    .filter(([, { format }]) => format === "key-place")
    .map(([name]) => (Object.hasOwn(run.profile, name) ? run.profile[name] : undefined))
    .filter((place) => typeof place === "string" && place !== "")
    .map(String);
}

/** Whether the profile says that keys are not on tokens: which there are is then nobody's business. */
export function namesNoToken(context: StepContext): boolean {
  const named = namedPlaces(context);
  return named.length > 0 && named.every((place) => place === softwareKeyPlace);
}

/**
 * A place that means another token than the profile does is not looked at and not used.
 * @throws PerennialError `tokens.not-chosen`, `token.uri-invalid`, `token.uri-pin`.
 */
export async function requireChosen(context: StepContext, place: string): Promise<void> {
  const match = await tokenMatchOf(place);
  const named = namedPlaces(context);
  if (named.length === 0) return;
  for (const one of named) {
    if (one === place) return;
    if (one !== softwareKeyPlace && refines(match, await tokenMatchOf(one))) return;
  }
  const { plugin, run } = context;
  throw new PerennialError(
    "tokens.not-chosen",
    { plugin: plugin.id, profile: run.profileId },
    { effect: "none", plugin: plugin.id, step: run.step },
  );
}

/** The tokens that a place means: a serial number only prefers, as it does wherever keys are used. */
export async function meantBy(
  place: string,
  tokens: readonly LookedToken[],
): Promise<readonly LookedToken[]> {
  const { fitsToken } = await import("@perennial/hardware");
  const match = await tokenMatchOf(place);
  const fitting = tokens.filter(({ identity, module }) => fitsToken(match, identity, module));
  const bySerial = fitting.filter(({ identity }) => identity.serial === match.serial);
  return bySerial.length > 0 ? bySerial : fitting;
}

/**
 * The tokens, each at the place that the profile has for it, if that means this token and no other:
 * whatever is done with it then goes the same way.
 */
export async function atNamedPlaces(
  context: StepContext,
  tokens: readonly LookedToken[],
): Promise<readonly LookedToken[]> {
  const named = new Map<LookedToken, string>();
  for (const place of namedPlaces(context)) {
    if (place === softwareKeyPlace) continue;
    const [meant, ...others] = await meantBy(place, tokens);
    if (meant !== undefined && others.length === 0) named.set(meant, place);
  }
  return tokens.map((token) => {
    const place = named.get(token);
    return place === undefined ? token : { ...token, seen: { ...token.seen, place } };
  });
}

/** Whether whatever fits the one match fits the other. */
function refines(one: TokenMatch, other: TokenMatch): boolean {
  return (["label", "manufacturer", "model", "module", "serial"] as const).every(
    (name) => other[name] === undefined || other[name] === one[name],
  );
}
