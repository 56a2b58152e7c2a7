import { PerennialError } from "@perennial/api";
import { untilFixed } from "../../passphrase/until-fixed.js";
import type { FoundToken } from "../host/found-token.js";
import { checkPinCharacters } from "../link/check-pin-characters.js";
import type { PinRef } from "../link/messages.js";
import type { PinHistory, PinLedger, PinOutcome, PinUse } from "../ledger/pin-ledger.js";
import type { PinEntry, PinSource } from "./pin-source.js";

/** What takes a PIN to the token's process. */
export interface PinChannel {
  /** Sends the PIN and overwrites it. @returns the number that names it. */
  sendPin(pin: Uint8Array, ended: (outcome: PinOutcome) => void): number;
}

/**
 * From so many spent tries on, a try counts as the last: cards with three tries are the strictest in use,
 * and one try is left for whoever has the PUK beside them.
 */
const riskySpent = 2;

/** Where PINs are asked for: one entry, one attempt on record, one C_Login, whatever comes of it. */
export class PinDesk {
  constructor(
    private readonly ledger: PinLedger,
    private readonly source: PinSource,
  ) {}

  /**
   * Asks for a PIN and makes the one attempt with it.
   * @param attempt makes the request that the PIN goes with; it is called once.
   * @throws PerennialError `token.pin-pad`, `token.pin-locked`, `token.pin-not-set`,
   *   `token.not-initialized`, `token.pin-was-locked`, `token.pin-final-try`, `token.pin-unattended`, `token.pin-not-given`,
   *   `token.pin-empty`, `token.pin-characters`, and what the attempt throws.
   */
  async present<T>(
    token: FoundToken,
    use: { readonly pin: PinUse; readonly keyLabel?: string },
    process: PinChannel,
    attempt: (pin: PinRef) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    refuseState(token);
    const history = await this.ledger.history(token.identity, use.pin);
    const entry = await this.#ask(token, use, history, signal);
    try {
      return await this.#attempt(token, use.pin, process, entry, attempt);
    } finally {
      entry.pin.fill(0);
    }
  }

  async #ask(
    token: FoundToken,
    use: { readonly pin: PinUse; readonly keyLabel?: string },
    history: PinHistory,
    signal: AbortSignal | undefined,
  ): Promise<PinEntry> {
    const { label, flags } = token.view;
    const none = { effect: "none" } as const;
    // Nothing is tried where nobody is: each run that is started may find somebody, or a PIN.
    const nobody = this.source.unattended ? { ...none, ...untilFixed } : none;
    const countLow = flags.pinCountLow || history.spent > 0;
    const lastTry = flags.pinFinalTry || history.spent >= riskySpent;
    // Modules are known that lock without a word and go on taking PINs.
    if (history.locked) throw new PerennialError("token.pin-was-locked", { label }, none);
    if (this.source.unattended && (countLow || lastTry)) {
      const { spent } = history;
      throw new PerennialError("token.pin-unattended", { label, spent }, nobody);
    }
    const question = { token, ...use, history, lastTry, countLow };
    const entry = await this.source.ask(question, signal);
    if (entry === undefined) throw new PerennialError("token.pin-not-given", { label }, nobody);
    if (entry.pin.length === 0) throw new PerennialError("token.pin-empty", { label }, none);
    try {
      checkPinCharacters(entry.pin, label);
    } catch (error) {
      entry.pin.fill(0);
      throw error;
    }
    if (lastTry && entry.acceptLastTry !== true) {
      entry.pin.fill(0);
      throw new PerennialError("token.pin-final-try", { label, spent: history.spent }, none);
    }
    return entry;
  }

  async #attempt<T>(
    token: FoundToken,
    use: PinUse,
    process: PinChannel,
    entry: PinEntry,
    attempt: (pin: PinRef) => Promise<T>,
  ): Promise<T> {
    const record = await this.ledger.begin(token.identity, use);
    let outcome: PinOutcome | undefined;
    const pin = process.sendPin(entry.pin, (ended) => {
      outcome = ended;
    });
    try {
      const result = await attempt({
        pin,
        ...(entry.anyLength === true ? { anyLength: true } : {}),
      });
      await record.ended(outcome ?? "unknown");
      return result;
    } catch (error) {
      // Without an outcome and without an effect the token was not asked.
      const notMade = outcome === undefined && PerennialError.is(error) && error.effect === "none";
      if (notMade) await record.notMade();
      else await record.ended(outcome ?? "unknown");
      throw error;
    }
  }
}

/** States in which no PIN is asked for, each with its own advice. */
function refuseState({ view: { label, flags } }: FoundToken): void {
  const none = { effect: "none" } as const;
  if (flags.pinPad) throw new PerennialError("token.pin-pad", { label }, none);
  if (!flags.initialized) throw new PerennialError("token.not-initialized", { label }, none);
  if (!flags.pinSet) throw new PerennialError("token.pin-not-set", { label }, none);
  if (flags.pinLocked) throw new PerennialError("token.pin-locked", { label }, none);
}
