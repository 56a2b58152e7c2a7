import { inject, injectable } from "tsyringe";
import { errorJson } from "../error-json.js";
import type { LogPort } from "../ports/log-port.js";
import type { MeantToken, TokenPort } from "../ports/token-port.js";
import { LogPortToken, TokenPortToken } from "../ports/tokens.js";

/** A look at the readers that keeps nothing else from going on when it fails. */
@injectable()
export class TokenLook {
  constructor(
    @inject(TokenPortToken.symbol) private readonly tokens: TokenPort,
    @inject(LogPortToken.symbol) private readonly log: LogPort,
  ) {}

  /** Whether the token is there; undefined if nobody can tell. */
  async isThere({ place, spkiHash, serial }: MeantToken): Promise<boolean | undefined> {
    if (place === undefined && spkiHash === undefined) return undefined;
    try {
      return await this.tokens.isThere({
        ...(place === undefined ? {} : { place }),
        ...(spkiHash === undefined ? {} : { spkiHash }),
        ...(serial === undefined ? {} : { serial }),
      });
    } catch (error) {
      this.log.warn("A token could not be looked for.", { error: errorJson(error) });
      return undefined;
    }
  }
}
