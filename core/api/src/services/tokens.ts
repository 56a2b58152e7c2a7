import { token } from "../inject.js";
import type { JsonObject } from "../json.js";
import type { CertificateInfo } from "./certificates.js";
import type { KeyAlgorithm, KeyRef } from "./keys.js";

/** A token that is in a reader now, as it can be seen without a PIN. */
export interface SeenToken {
  /** PKCS #11 URI, as a profile field of format `key-place` has it. */
  readonly place: string;
  readonly label: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly serial: string;
  /** The reader that it is in, as its driver calls that; absent where this is not known. */
  readonly reader?: string;
  /** What the token says of its PIN: `few-tries` after a wrong one, `last-try` before it locks. */
  readonly pin: "ok" | "few-tries" | "last-try" | "locked" | "not-initialized" | "pin-pad";
  /**
   * Key pairs it can make and sign with, as far as its mechanisms tell: it may promise too much, and
   * making one has the last word. Empty where it could not be asked.
   */
  readonly algorithms: readonly KeyAlgorithm[];
}

/** A certificate of an end entity on such a token. */
export interface TokenCertificate {
  readonly certificate: CertificateInfo;
  /** The token's {@link SeenToken.place}. */
  readonly place: string;
}

/** What is on the tokens of this machine. */
export interface TokensSeen {
  /** Without the empty slot in which a program (SoftHSM) would make its next token. */
  readonly tokens: readonly SeenToken[];
  readonly certificates: readonly TokenCertificate[];
  /**
   * Card readers, and other devices and slots that a token is put into, connected now, with one in or
   * not. The slot of a program (SoftHSM) is none, though its token is among `tokens`: there is no
   * reader where this is 0 and `tokens` empty, and no problem hides one. Some drivers show readers
   * that are not there. Of a `place` that names its module, those that
   * this module sees.
   */
  readonly readers: number;
  /** Tokens and modules that could not be read: `code` is an error's, with a text of the host's. */
  readonly problems: readonly { readonly code: string; readonly params: JsonObject }[];
}

/** Tokens, for a plugin whose manifest declares `"tokens": ["read"]`. */
export interface Tokens {
  /**
   * The tokens that are in now and the certificates on them; nothing is unlocked and nobody asked.
   * Without a place there are none where the profile says that keys are not on tokens.
   * @param request `place`: only the token that is meant by it.
   * @throws PerennialError `tokens.not-chosen` for a place that the profile does not name while it
   *   names another.
   */
  look(request: { place?: string }): Promise<TokensSeen>;
  /**
   * Makes the key pair of a certificate on a token this renewal's to use: to sign with, and to put a
   * new certificate beside. The person must have chosen it in this step, in a choice with the key
   * `certificate` whose value is the certificate's `sha256` (a plugin that may adopt asks nothing else
   * under it), and the certificate has to fit the
   * provider's `matches`. It becomes the account's current certificate if there is none. Repeating it
   * changes nothing.
   * @throws PerennialError `tokens.not-confirmed`, `tokens.not-chosen`, `tokens.does-not-match`,
   *   `tokens.no-certificate`, `tokens.unusable-key` if its key cannot be found on the token by an
   *   identifier or is of a kind that is not used, `keys.not-yours` if it is another profile's or that
   *   of a renewal which is not finished, `token.*`.
   */
  adopt(request: { place: string; sha256: string }): Promise<KeyRef>;
}
export const Tokens = token<Tokens>("tokens");
