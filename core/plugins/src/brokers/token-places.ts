import { PerennialError } from "@perennial/api";
import type { MeantToken } from "@perennial/engine";
import type { PinSource, TokenIdentity, TokenKeys, TokenModules } from "@perennial/hardware";
import { tokenMatchOf } from "./key-places.js";
import { compareToken, type KnownToken } from "./known-token.js";
import { PinGate, type TokenUser } from "./pin-gate.js";
import { TokenIdentityCheck, type TokenConfirmation } from "./token-identity-check.js";

/** What is needed of the tokens' side. */
export interface TokenSource {
  readonly modules: Pick<TokenModules, "locate">;
  keys(match: Parameters<TokenModules["locate"]>[0], pins: PinSource): TokenKeys;
}

interface Place {
  readonly keys: TokenKeys;
  /** The token that the use under way is for; nothing else is spoken to. */
  readonly meant: { token: KnownToken };
  readonly gate: PinGate;
  /** Uses of one token follow each other: two at once would ask two PINs. */
  turn: Promise<unknown>;
}

/** The tokens that profiles name as places of keys. One login serves all steps of a process. */
export class TokenPlaces {
  readonly #places = new Map<string, Promise<Place>>();
  #check: Promise<TokenIdentityCheck> | undefined;

  constructor(
    private readonly tokens: () => Promise<TokenSource>,
    private readonly pins: () => Promise<PinSource>,
    private readonly confirmation?: () => Promise<TokenConfirmation>,
  ) {}

  /**
   * The keys of the token that is known, for the use that is under way. What is done with them fails
   * with `token.other-token` where another token is, before a PIN is asked for.
   */
  async keys(place: string, known: KnownToken): Promise<TokenKeys> {
    const { keys, meant } = await this.#place(place);
    meant.token = known;
    return keys;
  }

  /**
   * The token that is at a place now.
   * @param known the tokens that keys were made on there.
   * @param meant the one that it has to be, where that is known.
   * @throws PerennialError `token.not-found`, `token.ambiguous`, `token.other-token`.
   */
  async token(
    place: string,
    known: readonly KnownToken[],
    meant?: KnownToken,
  ): Promise<TokenIdentity> {
    const [{ modules }, match] = [await this.tokens(), await tokenMatchOf(place)];
    const wanted = meant === undefined ? known : [meant];
    const prefers = (there: TokenIdentity) => isOneOf(wanted, there);
    const { identity } = await modules.locate({ ...match, prefers });
    const check = await this.#identityCheck();
    if (meant === undefined) await check.requireFirst(match.serial, known, identity);
    else await check.require(meant, identity);
    return identity;
  }

  /**
   * Does something with a token's keys, when it is its turn.
   * @throws PerennialError what the work throws, with the place and the token's label for its text.
   */
  async use<T>(place: string, user: TokenUser, work: () => Promise<T>): Promise<T> {
    const found = await this.#place(place);
    const { label = "" } = await tokenMatchOf(place);
    const result = found.turn.then(() => found.gate.during(user, work));
    found.turn = result.catch(() => undefined);
    try {
      return await result;
    } catch (error) {
      if (!PerennialError.is(error) || !error.code.startsWith("token.")) throw error;
      const data = error.toJSON();
      throw PerennialError.fromJSON({ ...data, params: { label, ...data.params, place } });
    }
  }

  /** Whether the token is there now. One of several that fit counts as there. */
  async isThere({ place, spkiHash, serial }: MeantToken): Promise<boolean> {
    const { modules } = await this.tokens();
    const match = place === undefined ? {} : await tokenMatchOf(place);
    try {
      if (serial === undefined) {
        await modules.locate({ ...match, ...(spkiHash === undefined ? {} : { spkiHash }) });
        return true;
      }
      const { identity } = await modules.locate({ ...match, serial });
      const isKnownByKey = spkiHash !== undefined && identity.spkiHashes.length > 0;
      if (isKnownByKey) return identity.spkiHashes.includes(spkiHash);
      if (identity.serial === serial || spkiHash !== undefined) return identity.serial === serial;
      const known = { identity: { ...identity, serial, spkiHashes: [] } };
      return (await this.#identityCheck()).mayBe(known, identity);
    } catch (error) {
      if (PerennialError.is(error, "token.not-found")) return false;
      if (PerennialError.is(error, "token.ambiguous")) return true;
      throw error;
    }
  }

  #place(place: string): Promise<Place> {
    const known = this.#places.get(place);
    if (known !== undefined) return known;
    const made = this.#open(place);
    this.#places.set(place, made);
    // What could not be opened is tried again with the next use.
    made.catch(() => this.#places.delete(place));
    return made;
  }

  async #open(place: string): Promise<Place> {
    const [tokens, match] = [await this.tokens(), await tokenMatchOf(place)];
    const gate: PinGate = new PinGate(await this.pins(), () => keys.logout());
    const meant: Place["meant"] = { token: {} };
    const check = await this.#identityCheck();
    const approve = (identity: TokenIdentity) => check.require(meant.token, identity);
    const prefers = (identity: TokenIdentity) => isOneOf([meant.token], identity);
    const keys = tokens.keys({ ...match, approve, prefers }, gate);
    return { keys, meant, gate, turn: Promise.resolve() };
  }

  #identityCheck(): Promise<TokenIdentityCheck> {
    this.#check ??= (async () => new TokenIdentityCheck(await this.confirmation?.()))();
    return this.#check;
  }
}

/** Whether a token is one that is known, by what it holds or its names. */
function isOneOf(known: readonly KnownToken[], there: TokenIdentity): boolean {
  return known.some((one) => compareToken(one, there) === "same");
}
