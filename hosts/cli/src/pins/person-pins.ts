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
  /** Of the question before: two tokens may ask at once, and there is one terminal. */
  private before: Promise<unknown> = Promise.resolve();

  constructor(private readonly asking: Asking) {}

  /** @throws PerennialError `token.pin-length` if a PIN of that length is not to be sent. */
  ask(question: PinQuestion, signal?: AbortSignal): Promise<PinEntry | undefined> {
    const asked = this.before.then(() => this.#ask(question, signal));
    // Whoever asked is told how it ended; the next question comes in any case.
    this.before = asked.catch(() => undefined);
    return asked;
  }

  async #ask(question: PinQuestion, signal?: AbortSignal): Promise<PinEntry | undefined> {
    const { texts } = this.asking;
    const { view } = question.token;
    checkWanted(signal);
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
      checkWanted(signal);
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

/** Nobody waits for the PIN any more. */
function checkWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new PerennialError("token.cancelled", {}, { effect: "none" });
}
