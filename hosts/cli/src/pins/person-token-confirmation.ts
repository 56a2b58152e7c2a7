import type { OtherTokenQuestion, TokenConfirmation } from "@perennial/plugins";
import { say } from "../output/say.js";
import { askYesNo } from "../questions/ask-yes-no.js";
import type { Asking } from "../questions/asking.js";
import { askedInStep, type Leaving } from "./leaving.js";

/**
 * Asks the person at the terminal whether a token with another serial number is the one that is meant:
 * only they can see that it is the same card, and that just its driver changed.
 */
export class PersonTokenConfirmation implements TokenConfirmation {
  constructor(
    private readonly asking: Asking,
    /** Whether PINs come from a file or a credential: then nobody is asked this either. */
    readonly unattended: boolean,
    private readonly leaving: Leaving | undefined,
  ) {}

  ask(question: OtherTokenQuestion): Promise<boolean> {
    const ask = () => this.#ask(question);
    return this.leaving === undefined ? ask() : askedInStep(this.leaving, ask);
  }

  async #ask({ texts: known, question }: OtherTokenQuestion): Promise<boolean> {
    const { out, texts } = this.asking;
    out.line();
    for (const { key, args } of known) {
      out.line(out.style("warning", await say(texts, key, args)));
    }
    return askYesNo(this.asking, await say(texts, question.key, question.args), false);
  }
}
