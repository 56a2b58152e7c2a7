import { message, type Instant, type WaitForToken } from "@perennial/api";
import { injectable } from "tsyringe";
import { isAnswered, type WaitHandler, type Waiting } from "./wait-handler.js";

/**
 * A token that is inserted or removed. Nothing watches the readers in this version: the person says
 * that it happened, and the step that needs the token finds out.
 */
@injectable()
export class TokenWait implements WaitHandler<WaitForToken> {
  readonly kind = "token";
  readonly hint = message("engine.token-not-watched");
  readonly watchesOutside = false;

  wakeAt(): Instant | undefined {
    return undefined;
  }
  isOver({ wait, journal }: Waiting<WaitForToken>): Promise<boolean> {
    return Promise.resolve(isAnswered(journal, wait.key));
  }
  accepts(): "true" {
    return "true";
  }
  takesFile(): undefined {
    return undefined;
  }
}
