import type { CertificateInfo, JsonObject, SeenToken } from "@perennial/api";
import type { TokenIdentity } from "@perennial/hardware";

/** A certificate of an end entity on a token. */
export interface HeldCertificate {
  /** CKA_ID, lower-case hexadecimal; empty where there is none. */
  readonly ckaId: string;
  readonly label: string;
  readonly info: CertificateInfo;
}

/** The public half of a key pair as it shows without a login. */
export interface HeldKey {
  /** CKA_ID, lower-case hexadecimal; empty where there is none. */
  readonly ckaId: string;
  readonly label: string;
  /** Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiHash: string;
}

/** A token that is in now, with what can be seen of it without a PIN. */
export interface LookedToken {
  readonly identity: TokenIdentity;
  /** Absolute path of its module. */
  readonly module: string;
  /** By the token's own names: its place is as the profile has it, where that means this token. */
  readonly seen: SeenToken;
  readonly certificates: readonly HeldCertificate[];
  readonly keys: readonly HeldKey[];
}

/** A token or module that could not be read. */
export interface LookProblem {
  readonly code: string;
  readonly params: JsonObject;
}

/** A reader that a module sees. */
export interface LookedReader {
  readonly name: string;
  /** Absolute path of the module. */
  readonly module: string;
}

export interface TokensLooked {
  /** One that two modules see is here twice. */
  readonly readers: readonly LookedReader[];
  readonly tokens: readonly LookedToken[];
  readonly problems: readonly LookProblem[];
}

/** Looks at the tokens of this machine. Nothing is unlocked and nobody asked. */
export interface TokenLookPort {
  look(): Promise<TokensLooked>;
}
export const TokenLookPort = Symbol("TokenLookPort");
