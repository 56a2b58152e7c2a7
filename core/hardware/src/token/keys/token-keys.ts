import { token, type KeyAlgorithm } from "@perennial/api";
import type { HashAlgorithm, Signer } from "@perennial/pki";
import type { GenerateRequest, KeyStore, StoredKey } from "../../key-store.js";

/** How a key pair is made on a token, beyond what every store takes. */
export interface TokenGenerateRequest extends GenerateRequest {
  /** Told every second how many milliseconds it takes so far: a card takes minutes. */
  readonly progress?: (elapsed: number) => void;
  readonly signal?: AbortSignal;
}

/** A signer that can be given several things at once, which crosses the process boundary once. */
export interface TokenSigner extends Signer {
  signMany(data: readonly Uint8Array[], hash: HashAlgorithm): Promise<readonly Uint8Array[]>;
}

/** The key pairs of one token. Entropy given by a person is of no use here: the token makes its own. */
export interface TokenKeys extends KeyStore {
  /**
   * Whether the token can make such a key and has room for it, as it says; no PIN is asked for.
   * @throws PerennialError `token.not-found`, `token.algorithm-missing`, `token.full`.
   */
  check(algorithm: KeyAlgorithm): Promise<void>;
  /**
   * Cancelled by its signal, it is not waited for, and the token makes the key all the same if it has
   * begun: until it is done, it is neither found nor made again.
   * @throws PerennialError `token.not-found`, `token.algorithm-missing`, `token.full`,
   *   `token.generating`, `token.cancelled`, `token.half-key-pair`, `token.key-extractable`, `keys.exists`, `keys.bad-id`, and what the
   *   login throws.
   */
  generate(request: TokenGenerateRequest): Promise<StoredKey>;
  /**
   * The whole pair with this CKA_ID, looked for with a login so that what is private is seen; null
   * only when it is certain that there is none.
   * @throws PerennialError `token.generating` while the token makes it, `token.half-key-pair`,
   *   `token.ambiguous-key`, and what the login throws.
   */
  find(id: string): Promise<StoredKey | null>;
  /** The pairs that can be seen as it is, without a login. */
  list(): Promise<readonly StoredKey[]>;
  signer(id: string): Promise<TokenSigner>;
  /**
   * Writes a certificate beside its key, reads it back, and signs with the key to prove the pair.
   * @param certificate DER.
   * @throws PerennialError `certificates.key-mismatch`, `token.certificate-differs`, `token.full`,
   *   `token.write-protected`.
   */
  importCertificate(request: {
    readonly id: string;
    readonly certificate: Uint8Array;
    readonly label: string;
  }): Promise<{ readonly algorithm: string }>;
  /**
   * Writes the certificates of issuing authorities to the token, each under the SHA-1 of its public
   * key and the authority's name; roots are left out of account, and one that is there already, byte
   * for byte, is not written again. No PIN is asked for: it comes after {@link importCertificate}.
   * @param certificates DER.
   * @returns how many are there now; a token without room and a module that refuses leave some out.
   * @throws PerennialError `token.removed`, `token.session-lost` if the token goes meanwhile,
   *   `certificates.unreadable`.
   */
  importIssuers(
    certificates: readonly Uint8Array[],
  ): Promise<{ readonly onToken: number; readonly leftOut: number }>;
  /**
   * Removes an old pair and its certificates, or what an interrupted removal left of them, for a
   * command that a person confirmed. The new pair is proved immediately before, and no other process
   * of this home removes any meanwhile. When it resolves, the token was seen to have none of it.
   * @throws PerennialError `token.removal-unconfirmed`, `token.removal-busy`, `keys.not-found`,
   *   `token.ambiguous-key`, `token.not-removed` if something is left: then it can be called again;
   *   and what proving throws.
   */
  removePair(request: {
    readonly id: string;
    /** The `spkiHash` of the pair, as the person was shown it. */
    readonly confirmed: string;
    readonly replacement: { readonly id: string; readonly certificate: Uint8Array };
  }): Promise<void>;
  /** Logs in unless that is so already; one PIN is asked for at the most. */
  login(signal?: AbortSignal): Promise<void>;
  logout(): Promise<void>;
}
export const TokenKeysToken = token<TokenKeys>("hardware.token-keys");
