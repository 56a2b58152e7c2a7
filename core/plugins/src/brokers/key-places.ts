import { PerennialError, softwareKeyPlace, type JsonObject } from "@perennial/api";
import type { TokenMatch } from "@perennial/hardware";
import type { RenewalStore } from "@perennial/store";
import { placeAnswerKey } from "../confirmation-key.js";
import type { StepContext } from "../process/step-services.js";
import { knownTokenIn, type KnownToken } from "./known-token.js";

/** Name of the setting that says whose a key is, and where it lives. It is there before the key. */
export const keyRecord = (keyId: string): string => `key-owner:${keyId}`;

/** The place in a key's record; undefined: the embedded store. */
export function placeIn(record: JsonObject | undefined): string | undefined {
  const place = record?.["place"];
  return typeof place === "string" ? place : undefined;
}

/** A key as its token has it. */
export interface PlacedKey {
  /** CKA_ID. A key that Perennial made has its identifier; an adopted one has what it had before. */
  readonly ckaId: string;
  /**
   * Of an adopted key, whose CKA_ID says little: short ones are on many tokens. Lower-case hexadecimal
   * SHA-256 of the SubjectPublicKeyInfo.
   */
  readonly spkiHash?: string;
}

/** Where keys live, from the records that were written before they were made or first used. */
export class KeyPlaces {
  constructor(private readonly store: Pick<RenewalStore, "setting" | "settings">) {}

  /** How a key is found on its token. */
  async onToken(keyId: string): Promise<PlacedKey> {
    const { ckaId, spkiHash, adopted } = (await this.#record(keyId)) ?? {};
    return {
      ckaId: typeof ckaId === "string" ? ckaId : keyId,
      ...(adopted === true && typeof spkiHash === "string" ? { spkiHash } : {}),
    };
  }

  /** The token of a key; undefined for one of the embedded store and for one nobody knows. */
  async of(keyId: string): Promise<string | undefined> {
    return placeIn(await this.#record(keyId));
  }

  /** What is known of the token of a key. */
  async token(keyId: string): Promise<KnownToken> {
    return knownTokenIn(await this.#record(keyId));
  }

  /** The tokens that keys were made on at a place. */
  async tokensAt(place: string): Promise<readonly KnownToken[]> {
    const records = Object.values(await this.store.settings(keyRecord(""))) as JsonObject[];
    return records.filter((record) => placeIn(record) === place).map(knownTokenIn);
  }

  async #record(keyId: string): Promise<JsonObject | undefined> {
    return (await this.store.setting(keyRecord(keyId))) as JsonObject | undefined;
  }
}

/**
 * The place that a plugin names for a new key, undefined for the embedded store. Any other has to be
 * the value of a field in the renewal's profile itself, or what the person chose in this very step where
 * the profile leaves it open, which one that says `software` does not: a plugin does not choose tokens,
 * nor does its manifest by a default.
 * @throws PerennialError `keys.place-not-chosen`.
 */
export function chosenPlace(
  { plugin, run }: StepContext,
  place: string | undefined,
): string | undefined {
  if (place === undefined || place === softwareKeyPlace) return undefined;
  const fields = plugin.providers.find(({ id }) => id === run.provider)?.profile.properties ?? {};
  const named = Object.entries(fields)
    .filter(([, { format }]) => format === "key-place")
    .map(([name]) => run.profile[name])
    .filter((value) => typeof value === "string" && value !== "");
  if (named.includes(place)) return place;
  const { answers } = run;
  const isAnswered = Object.hasOwn(answers, placeAnswerKey) && answers[placeAnswerKey] === place;
  if (isAnswered && named.length === 0 && mayRead(plugin)) return place;
  throw new PerennialError(
    "keys.place-not-chosen",
    { plugin: plugin.id, profile: run.profileId },
    { effect: "none", plugin: plugin.id, step: run.step },
  );
}

function mayRead({ manifest }: StepContext["plugin"]): boolean {
  return manifest.perennial.permissions?.tokens?.includes("read") === true;
}

/**
 * Which token a place means.
 * @throws PerennialError `token.uri-invalid`, `token.uri-pin`.
 */
export async function tokenMatchOf(place: string): Promise<TokenMatch> {
  const { parsePkcs11Uri } = await import("@perennial/hardware");
  const { token, manufacturer, model, serial, modulePath } = parsePkcs11Uri(place);
  // A serial number alone only prefers, so that it would fit any token.
  if (token === undefined) {
    throw new PerennialError("token.uri-invalid", { reason: "no-token" }, { effect: "none" });
  }
  return {
    label: token,
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(model === undefined ? {} : { model }),
    ...(serial === undefined ? {} : { serial }),
    ...(modulePath === undefined ? {} : { module: modulePath }),
  };
}
