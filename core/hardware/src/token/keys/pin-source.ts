import type { PinHistory, PinUse } from "../ledger/pin-ledger.js";
import type { FoundToken } from "../host/found-token.js";

/** What a token is used for, where whoever is asked for its PIN could not tell. */
export type PinPurpose = "prove";

/** What a person is asked a PIN for, with everything they need to know before they give it. */
export interface PinQuestion {
  readonly token: FoundToken;
  readonly pin: PinUse;
  /** The name of the key, for a signature that asks for a PIN of its own. */
  readonly keyLabel?: string;
  /** The name of the document that is signed with it, where that is what the PIN is for. */
  readonly document?: string;
  /** What else the PIN is for: `prove`, a test signature that proves a certificate with its key. */
  readonly purpose?: PinPurpose;
  readonly history: PinHistory;
  /** The token says, or the ledger has it, that the next wrong PIN may be the last. */
  readonly lastTry: boolean;
  readonly countLow: boolean;
}

/** One entry of a PIN. It makes one C_Login at the most. */
export interface PinEntry {
  /** UTF-8. It is overwritten as soon as it was sent. */
  readonly pin: Uint8Array;
  /** The person saw that this may be the last try and wants it. */
  readonly acceptLastTry?: boolean;
  /** The person confirmed a PIN that is shorter or longer than the token says. */
  readonly anyLength?: boolean;
}

/** Whoever gives PINs: a person at a prompt, or a secret that an unattended run was given. */
export interface PinSource {
  /** Whether no person is there: then nothing is tried unless ledger and flags are clean. */
  readonly unattended: boolean;
  /** One entry, or undefined when there is none; it is not asked again for the same use. */
  ask(question: PinQuestion, signal?: AbortSignal): Promise<PinEntry | undefined>;
}
