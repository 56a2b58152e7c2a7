import { PerennialError } from "@perennial/api";
import type { MeantToken } from "@perennial/engine";
import type { PinSource, TokenKeys, TokenModules } from "@perennial/hardware";
import { tokenMatchOf } from "./key-places.js";
import { PinGate, type TokenUser } from "./pin-gate.js";

/** What is needed of the tokens' side. */
export interface TokenSource {
  readonly modules: Pick<TokenModules, "locate">;
  keys(match: Parameters<TokenModules["locate"]>[0], pins: PinSource): TokenKeys;
}

interface Place {
  readonly keys: TokenKeys;
  readonly gate: PinGate;
  /** Uses of one token follow each other: two at once would ask two PINs. */
  turn: Promise<unknown>;
}

/** The tokens that profiles name as places of keys. One login serves all steps of a process. */
export class TokenPlaces {
  readonly #places = new Map<string, Promise<Place>>();

  constructor(
    private readonly tokens: () => Promise<TokenSource>,
    private readonly pins: () => Promise<PinSource>,
  ) {}

  async keys(place: string): Promise<TokenKeys> {
    return (await this.#place(place)).keys;
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
  async isThere({ place, spkiHash }: MeantToken): Promise<boolean> {
    const { modules } = await this.tokens();
    const match = place === undefined ? {} : await tokenMatchOf(place);
    try {
      await modules.locate({ ...match, ...(spkiHash === undefined ? {} : { spkiHash }) });
      return true;
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
    const keys = tokens.keys(match, gate);
    return { keys, gate, turn: Promise.resolve() };
  }
}
