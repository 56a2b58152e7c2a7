/** Which token is meant: by where keys live, by a key that it holds, or by both. */
export interface MeantToken {
  /** PKCS #11 URI, as a profile field of format `key-place` has it. */
  readonly place?: string;
  /** Lower-case hexadecimal SHA-256 of a SubjectPublicKeyInfo. */
  readonly spkiHash?: string;
  /** A token of the place with another one is not meant, unless it holds the key. */
  readonly serial?: string;
}

/** The tokens that renewals wait for. */
export interface TokenPort {
  /** Whether the token is there now; undefined if nobody can tell. */
  isThere(token: MeantToken): Promise<boolean | undefined>;
}

/** A host that has nothing to do with tokens. */
export class NoTokens implements TokenPort {
  isThere(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}
