import type { JsonObject } from "@perennial/api";
import type { TokenIdentity } from "@perennial/hardware";

/** A token as it was recorded when a key was going to be made on it, and what is known since. */
export interface KnownToken {
  /** As it was before the key was there; undefined if only its place was recorded. */
  readonly identity?: TokenIdentity;
  /** Of the key, once it was seen there. */
  readonly spkiHash?: string;
}

/** `unclear`: nothing it holds tells, and its names are not all the same. */
export type Sameness = "same" | "other" | "unclear";

/**
 * Whether a token is the one that is known. A key in common decides it. A token that held none is known
 * by its names, serial number included; drivers' updates change that, so that another one proves nothing.
 */
export function compareToken(known: KnownToken, there: TokenIdentity): Sameness {
  const { identity, spkiHash } = known;
  const held = identity?.spkiHashes ?? [];
  const keys = spkiHash === undefined ? held : [...held, spkiHash];
  if (keys.some((hash) => there.spkiHashes.includes(hash))) return "same";
  if (held.length > 0) return "other";
  // Tokens are in use that show nothing before a login: one that shows others is none of them.
  if (spkiHash !== undefined && there.spkiHashes.length > 0) return "other";
  if (identity === undefined) return "unclear";
  if (identity.label !== there.label) return "other";
  const isNamedAlike =
    identity.serial !== "" &&
    (["serial", "model", "manufacturer"] as const).every((name) => identity[name] === there[name]);
  return isNamedAlike ? "same" : "unclear";
}

/** What the record of a key says of its token. */
export function knownTokenIn(record: JsonObject | undefined): KnownToken {
  const { token, spkiHash } = record ?? {};
  const identity = identityIn(token);
  return {
    ...(identity === undefined ? {} : { identity }),
    ...(typeof spkiHash === "string" ? { spkiHash } : {}),
  };
}

/** A token's identity as a record has it. */
export function identityRecord(identity: TokenIdentity): JsonObject {
  const { serial, manufacturer, model, label, spkiHashes } = identity;
  return { serial, manufacturer, model, label, spkiHashes: [...spkiHashes] };
}

function identityIn(value: unknown): TokenIdentity | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { serial, manufacturer, model, label, spkiHashes } = value as Record<string, unknown>;
  const names = [serial, manufacturer, model, label];
  if (!names.every((name) => typeof name === "string") || !Array.isArray(spkiHashes)) {
    return undefined;
  }
  return {
    ...({ serial, manufacturer, model, label } as Record<
      "serial" | "manufacturer" | "model" | "label",
      string
    >),
    spkiHashes: spkiHashes.filter((hash) => typeof hash === "string"),
  };
}
