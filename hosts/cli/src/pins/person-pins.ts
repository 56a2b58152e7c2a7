import { PerennialError } from "@perennial/api";
import type { PinEntry, PinQuestion, PinSource } from "@perennial/hardware";
import { say } from "../output/say.js";
import { askYesNo } from "../questions/ask-yes-no.js";
import type { Asking } from "../questions/asking.js";
import { showPinQuestion } from "./show-pin-question.js";
import { typedPin } from "./typed-pin.js";

/** The person at the terminal. They see what they risk before they type anything. */
export class PersonPins implements PinSource {
  readonly unattended = false;

  constructor(private readonly asking: Asking) {}

  /** @throws PerennialError `token.pin-length` if a PIN of that length is not to be sent. */
  async ask(question: PinQuestion, signal?: AbortSignal): Promise<PinEntry | undefined> {
    const { texts } = this.asking;
    const { view } = question.token;
    signal?.throwIfAborted();
    await showPinQuestion(question, this.asking);
    if (question.lastTry && !(await askYesNo(this.asking, await say(texts, "pin.last-try"), false)))
      return undefined;
    const use = question.pin.use === "login" ? "login" : "signature";
    const prompt = await say(texts, "pin.prompt", { use, label: view.label });
    const pin = await typedPin(this.asking, `${prompt} `);
    try {
      const anyLength = pin.length > 0 && !fits(pin.length, view);
      if (anyLength && !(await this.#isMeant(pin.length, question))) {
        throw new PerennialError("token.pin-length", { label: view.label }, { effect: "none" });
      }
      signal?.throwIfAborted();
      return {
        pin,
        ...(question.lastTry ? { acceptLastTry: true } : {}),
        ...(anyLength ? { anyLength } : {}),
      };
    } catch (error) {
      pin.fill(0);
      throw error;
    }
  }

  async #isMeant(length: number, { token }: PinQuestion): Promise<boolean> {
    const { minPinLength: min, maxPinLength: max } = token.view;
    const { texts } = this.asking;
    return askYesNo(
      this.asking,
      await say(texts, "pin.unusual-length", { length, min, max }),
      false,
    );
  }
}

function fits(length: number, view: { minPinLength: number; maxPinLength: number }): boolean {
  return length >= view.minPinLength && (view.maxPinLength === 0 || length <= view.maxPinLength);
}
