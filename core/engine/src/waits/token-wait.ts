import { message, type Instant, type Message, type WaitForToken } from "@perennial/api";
import { inject, injectable } from "tsyringe";
import { TokenLook } from "./token-look.js";
import { isAnswered, type WaitHandler, type Waiting } from "./wait-handler.js";

/**
 * A token that is inserted or removed. Whoever asks whether the wait is over looks at the readers;
 * a person may say so as well, and the step that needs the token finds out.
 */
@injectable()
export class TokenWait implements WaitHandler<WaitForToken> {
  readonly kind = "token";
  readonly watchesOutside = true;
  /** Renewals whose token was seen to be away, for waits until it is put in again. */
  private readonly away = new Set<string>();

  constructor(@inject(TokenLook) private readonly look: TokenLook) {}

  hint(wait: WaitForToken): Message | undefined {
    const isMeant = wait.place !== undefined || wait.spkiHash !== undefined;
    return isMeant ? undefined : message("engine.token-not-watched");
  }

  wakeAt(): Instant | undefined {
    return undefined;
  }

  async isOver({ wait, journal }: Waiting<WaitForToken>): Promise<boolean> {
    const { id } = journal.renewal;
    if (isAnswered(journal, wait.key)) {
      this.away.delete(id);
      return true;
    }
    const isThere = await this.look.isThere(wait);
    if (isThere === undefined) return false;
    switch (wait.event) {
      case "inserted":
        return isThere;
      case "removed":
        return !isThere;
      case "reinserted":
        if (!isThere) this.away.add(id);
        return isThere && this.away.delete(id);
    }
  }

  accepts(): "true" {
    return "true";
  }
  takesFile(): undefined {
    return undefined;
  }
}
