import { PerennialError, type ErrorOptions, type JsonObject } from "@perennial/api";
import { CKR } from "./constants.js";

/** The number and name of a module's refusal; undefined for any other error. */
export function returnValue(
  error: unknown,
): { readonly rv: number; readonly name: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  if (PerennialError.is(error)) {
    const { rv, name } = error.params;
    return typeof rv === "number" && typeof name === "string" ? { rv, name } : undefined;
  }
  const { code } = error as { code?: unknown };
  // pkcs11js has two shapes: a code beside the name, or both in the message.
  const text = /\b(CKR_\w+):(\d+)/u.exec(error.message);
  if (text !== null) return { rv: Number(text[2]), name: text[1] ?? "" };
  if (typeof code === "number" && /^CKR_\w+$/u.test(error.message)) {
    return { rv: code, name: error.message };
  }
  return undefined;
}

/** Whether the module refused with one of these. */
export function refusedWith(error: unknown, ...values: readonly number[]): boolean {
  const value = returnValue(error);
  return value !== undefined && values.includes(value.rv);
}

/** After these the sessions with the token are gone. */
const goneValues: readonly number[] = [
  CKR.DEVICE_REMOVED,
  CKR.TOKEN_NOT_PRESENT,
  CKR.SESSION_HANDLE_INVALID,
  CKR.SESSION_CLOSED,
  CKR.DEVICE_ERROR,
  CKR.GENERAL_ERROR,
];

export function isGone(error: unknown): boolean {
  return refusedWith(error, ...goneValues);
}

type Make = (params: JsonObject, options: ErrorOptions) => PerennialError;

const removed: Make = (p, o) => new PerennialError("token.removed", p, o);
const deviceError: Make = (p, o) => new PerennialError("token.device-error", p, o);
const sessionLost: Make = (p, o) => new PerennialError("token.session-lost", p, o);
const notLoggedIn: Make = (p, o) => new PerennialError("token.login-required", p, o);
const mechanism: Make = (p, o) => new PerennialError("token.mechanism-refused", p, o);
const algorithm: Make = (p, o) => new PerennialError("token.key-kind-refused", p, o);

/** PKCS #11 v2.40, section 5.1 "Function return values". */
const errors: Readonly<Record<number, Make>> = {
  0x05: deviceError,
  0x30: deviceError,
  0x31: (p, o) => new PerennialError("token.full", p, o),
  0x32: removed,
  0xe0: removed,
  0xb0: sessionLost,
  0xb3: sessionLost,
  0x70: mechanism,
  0x71: mechanism,
  0x62: algorithm,
  0x130: algorithm,
  0x140: algorithm,
  0xa0: (p, o) => new PerennialError("token.pin-wrong", p, o),
  0xa1: (p, o) => new PerennialError("token.pin-invalid", p, o),
  0xa2: (p, o) => new PerennialError("token.pin-length", p, o),
  0xa3: (p, o) => new PerennialError("token.pin-expired", p, o),
  0xa4: (p, o) => new PerennialError("token.pin-locked", p, o),
  0x100: (p, o) => new PerennialError("token.login-unverified", p, o),
  0x101: notLoggedIn,
  0x102: (p, o) => new PerennialError("token.pin-not-set", p, o),
  0xe1: (p, o) => new PerennialError("token.not-recognized", p, o),
  0xe2: (p, o) => new PerennialError("token.write-protected", p, o),
};

/**
 * A module's refusal as a coded error with the call and the number; what is none stays what it is.
 * A vendor's own values have no name but their number.
 */
export function tokenError(error: unknown, call: string, options: ErrorOptions = {}): unknown {
  const value = returnValue(error);
  if (PerennialError.is(error)) return error;
  if (value === undefined) return senseless(error) ? wrongAnswer(call, error.message) : error;
  const hex = `0x${value.rv.toString(16).padStart(8, "0")}`;
  const name = value.name === "CKR_VENDOR_DEFINED" ? hex : value.name;
  const params = { call, name, rv: value.rv };
  const more = { detail: `${call}: ${name} (${hex})`, ...options };
  const make = errors[value.rv];
  return make === undefined
    ? new PerennialError("token.refused", params, more)
    : make(params, more);
}

/** An answer with CKR_OK that is none; the entry of the process adds the module's name. */
export function wrongAnswer(call: string, reason: string): PerennialError {
  return new PerennialError("token.wrong-answer", { call, reason });
}

/** Whether the binding could make nothing of what the module answered, as a length beyond all memory. */
export function senseless(error: unknown): error is Error {
  return error instanceof Error && error.name === "NativeError";
}

/** Runs a call of the module; its refusal is thrown as a coded error. */
export function calling<T>(call: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw tokenError(error, call);
  }
}

/** Runs a call whose refusal changes nothing, as closing a session that may be gone. */
export function regardless(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (returnValue(error) === undefined) throw error;
  }
}
