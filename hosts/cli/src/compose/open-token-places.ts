import type { PinSource, TokenServices } from "@perennial/hardware";
import type { Localizer } from "@perennial/l10n";
import type { TokenConfirmation, TokenPlaces } from "@perennial/plugins";
import type { Lazy } from "../lazy.js";
import type { Beginnings } from "./beginnings.js";

/** What the tokens of profiles are used with. */
export interface TokenPlacesSetting {
  readonly beginnings: Beginnings;
  readonly texts: Localizer;
  readonly tokens: Lazy<TokenServices>;
  readonly pins: Lazy<PinSource>;
  /** Aborted once the engine was told to stop. */
  readonly stopping: AbortSignal;
}

/** The tokens that profiles name as places of keys; one login serves all of this process. */
export async function openTokenPlaces(setting: TokenPlacesSetting): Promise<TokenPlaces> {
  const { TokenPlaces } = await import("@perennial/plugins");
  return new TokenPlaces(
    () => setting.tokens.get(),
    () => renewalPins(setting),
    () => tokenConfirmation(setting),
  );
}

/** Whoever is asked for PINs is asked whether a token is the one that is meant. */
async function tokenConfirmation(setting: TokenPlacesSetting): Promise<TokenConfirmation> {
  const { beginnings, texts, pins, stopping } = setting;
  const { io, terminal, out } = beginnings;
  const { unattended } = await pins.get();
  const { PersonTokenConfirmation } = await import("../pins/person-token-confirmation.js");
  const leaving = io.stop === undefined ? undefined : { leave: io.stop, stopping };
  return new PersonTokenConfirmation({ terminal, out, texts }, unattended, leaving);
}

async function renewalPins({ beginnings, pins, stopping }: TokenPlacesSetting): Promise<PinSource> {
  const source = await pins.get();
  const { stop } = beginnings.io;
  if (stop === undefined) return source;
  const { RenewalPins } = await import("../pins/renewal-pins.js");
  return new RenewalPins(source, stop, stopping);
}
