import { token } from "@perennial/api";
import type { TokenCapabilities, TokenObjects } from "../link/token-views.js";
import type { FoundModule } from "../modules/found-module.js";
import type { FoundToken, ModulePart, TokenListing } from "./found-token.js";
import type { TokenMatch } from "./token-identity.js";
import type { TokenChange, TokenWatch } from "./token-watch.js";

/** The tokens of this machine, each module's in a process of its own. */
export interface TokenModules {
  /**
   * Everything there is, read now. It does not fail for the fault of a module or token, but where
   * Perennial's own records of the modules cannot be read. A module that did not answer in its time
   * lately gets little of it.
   * @param read told of each module's part as soon as it is there.
   * @throws PerennialError `token.cancelled`, at once.
   */
  list(signal?: AbortSignal, read?: (part: ModulePart) => void): Promise<TokenListing>;
  /**
   * The one token that is meant.
   * @throws PerennialError `token.not-found`, `token.ambiguous`.
   */
  locate(match: TokenMatch, signal?: AbortSignal): Promise<FoundToken>;
  /** Certificates and keys; private keys only after a login. */
  objects(token: FoundToken, signal?: AbortSignal): Promise<TokenObjects>;
  capabilities(token: FoundToken, signal?: AbortSignal): Promise<TokenCapabilities>;
  /**
   * The readers that a module sees, by the names of their slots, with a token in or without.
   * @throws PerennialError for a fault of the module.
   */
  readers(module: FoundModule, signal?: AbortSignal): Promise<readonly string[]>;
  /**
   * Tells of tokens that come and go, until the watch is ended.
   * @param looked told of what there is after each look.
   */
  watch(
    changed: (change: TokenChange) => void,
    looked?: (tokens: readonly FoundToken[]) => void,
  ): TokenWatch;
  /**
   * Waits for a token to be put in, taken out, or taken out and put in again.
   * @throws PerennialError `token.cancelled`.
   */
  waitFor(
    event: "inserted" | "removed" | "reinserted",
    match: TokenMatch,
    signal?: AbortSignal,
  ): Promise<void>;
  /**
   * While a run holds them, a token that it is logged in to stays so for a quarter of an hour without
   * a call, instead of a minute.
   */
  hold(): { release(): void };
  /** Logs out of all tokens and ends all processes. */
  end(): void;
}
export const TokenModulesToken = token<TokenModules>("hardware.token-modules");
