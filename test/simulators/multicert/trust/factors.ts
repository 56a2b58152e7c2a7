import type { PortalError } from "../../shared/portal-error.js";
import type { Credential } from "./credential.js";
import type { Presence } from "./trust-options.js";

export type Factor = "PIN" | "OTP";

/** What somebody gave to be let to a credential. */
export interface GivenFactors {
  readonly PIN?: string | undefined;
  readonly OTP?: string | undefined;
}

/** How a version of the API says what is wrong. */
export interface FactorRefusals {
  missing(factor: Factor): PortalError;
  /** Given, though the credential has no such factor. */
  unneeded(factor: Factor): PortalError;
  wrong(factor: Factor): PortalError;
  locked(factor: Factor): PortalError;
}

const factors: readonly Factor[] = ["PIN", "OTP"];

/**
 * Checks the factors of a credential: first whether those that it demands are there, which costs no
 * try, then the PIN, then the code, which a wrong PIN does not use up. The third wrong one in turn is
 * answered as locked. Where both are optional, one of them has to be there.
 */
export function checkFactors(
  credential: Credential,
  given: GivenFactors,
  refusals: FactorRefusals,
): void {
  const { pinPresence, otpPresence } = credential.options;
  const presence: Readonly<Record<Factor, Presence>> = { PIN: pinPresence, OTP: otpPresence };
  for (const factor of factors) {
    if (presence[factor] === "true" && given[factor] === undefined) throw refusals.missing(factor);
    if (presence[factor] === "false" && given[factor] !== undefined)
      throw refusals.unneeded(factor);
  }
  const either = factors.every((factor) => presence[factor] === "optional");
  if (either && factors.every((factor) => given[factor] === undefined))
    throw refusals.missing("PIN");
  for (const factor of factors)
    if (given[factor] !== undefined && isLocked(credential, factor)) throw refusals.locked(factor);
  for (const factor of factors) {
    const value = given[factor];
    if (value === undefined || isRight(credential, factor, value)) continue;
    throw isLocked(credential, factor) ? refusals.locked(factor) : refusals.wrong(factor);
  }
}

function isLocked(credential: Credential, factor: Factor): boolean {
  return factor === "PIN" ? credential.pinLocked : credential.otpLocked;
}

function isRight(credential: Credential, factor: Factor, value: string): boolean {
  return factor === "PIN" ? credential.tryPin(value) : credential.tryCode(value);
}
