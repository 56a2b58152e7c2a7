import { PerennialError } from "@perennial/api";
import { checkPinCharacters } from "../link/check-pin-characters.js";
import type { LoginOutcome } from "../link/messages.js";
import type { TokenView } from "../link/token-views.js";
import { CKR, type CKU } from "./constants.js";
import type { Cryptoki, Handle } from "./cryptoki.js";
import { returnValue, tokenError } from "./return-value.js";

/**
 * Refuses what must not reach the token: nothing of it is tried.
 * @throws PerennialError `token.pin-pad`, `token.not-initialized`, `token.pin-not-set`,
 *   `token.pin-locked`, `token.pin-empty`, `token.pin-characters`, `token.pin-length`; all with
 *   effect `none`.
 */
export function checkPin(token: TokenView, pin: Uint8Array, anyLength: boolean): void {
  const none = { effect: "none" } as const;
  const { flags, label, minPinLength: min, maxPinLength: max } = token;
  if (flags.pinPad) throw new PerennialError("token.pin-pad", { label }, none);
  if (!flags.initialized) throw new PerennialError("token.not-initialized", { label }, none);
  if (!flags.pinSet) throw new PerennialError("token.pin-not-set", { label }, none);
  if (flags.pinLocked) throw new PerennialError("token.pin-locked", { label }, none);
  if (pin.length === 0) throw new PerennialError("token.pin-empty", { label }, none);
  checkPinCharacters(pin, label);
  if (!anyLength && max > 0 && min <= max && (pin.length < min || pin.length > max)) {
    throw new PerennialError("token.pin-length", { label, min, max }, none);
  }
}

/**
 * The one C_Login of a PIN. The outcome is told before anything else happens, and the PIN is
 * overwritten whatever happens.
 * @throws PerennialError `token.pin-wrong`, `token.pin-locked`, `token.login-unverified` and others.
 */
export function loginOnce(
  lib: Cryptoki,
  session: Handle,
  userType: typeof CKU.USER | typeof CKU.CONTEXT_SPECIFIC,
  pin: Buffer,
  ended: (outcome: LoginOutcome["outcome"]) => void,
): void {
  try {
    // pkcs11js takes text only, of which it makes the same bytes, since they are UTF-8: the text lives in this process alone, which ends when it is idle.
    lib.C_Login(session, userType, pin.toString("utf8"));
    ended("right");
  } catch (error) {
    ended(outcomeOf(error));
    throw tokenError(error, "C_Login");
  } finally {
    pin.fill(0);
  }
}

function outcomeOf(error: unknown): LoginOutcome["outcome"] {
  const rv = returnValue(error)?.rv;
  if (rv === CKR.PIN_INCORRECT) return "wrong";
  return rv === CKR.PIN_LOCKED ? "locked" : "unknown";
}
