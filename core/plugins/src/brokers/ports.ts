import type {
  Certificates,
  Clock,
  FileSignatures,
  KeyAlgorithm,
  KeyRef,
  Message,
  Requests,
  SecretRef,
  Signatures,
  SignedFile,
} from "@perennial/api";
import type { TokenIdentity } from "@perennial/hardware";
import type { KnownToken } from "./known-token.js";

// What the brokers need of the packages that do the work. The host's composition root binds them.

/** The key stores. Permissions and ownership are the broker's business, not theirs. */
export interface KeyPort {
  /** 16 random bytes as lower-case hexadecimal. */
  newId(): Promise<string>;
  /**
   * The token that is at a place now, found without a PIN.
   * @param meant the one that it has to be, where that is known.
   * @throws PerennialError `token.other-token` if it is not the one that is meant, or the place names
   *   another serial number and nobody confirms that it is meant; `token.*`.
   */
  token(place: string, meant?: KnownToken): Promise<TokenIdentity>;
  /**
   * Whether there is a key of this identifier in a place. Of a token it is found out first whether it
   * can make such a key at all, before a PIN is asked for.
   * @throws PerennialError `token.*`.
   */
  isTaken(request: {
    id: string;
    algorithm: KeyAlgorithm;
    /** A token's PKCS #11 URI; absent: the embedded store. */
    place?: string;
    /** The token that has to be there. */
    token?: TokenIdentity;
  }): Promise<boolean>;
  /**
   * Makes a key pair; entropy collected for the renewal is mixed in, except on a token.
   * @throws PerennialError `keys.exists`, `keys.store-locked`, `keys.disk-full`, `token.cancelled`,
   *   `token.generating`.
   */
  generate(request: {
    renewal: string;
    id: string;
    algorithm: KeyAlgorithm;
    label: string;
    /** A token's PKCS #11 URI; absent: the embedded store. */
    place?: string;
    /** Told how it goes: a card takes minutes. */
    progress?: (text: Message) => void;
    /** Cancels it: a token goes on with a key that it has begun, and is not waited for. */
    signal?: AbortSignal;
  }): Promise<KeyRef>;
  find(id: string): Promise<KeyRef | null>;
  /**
   * Puts a certificate beside its key where that is on a token, read back and proved by a test
   * signature; in the embedded store there is no such thing. Repeating it is harmless.
   * @param request `der`: base64.
   * @returns whether it was put there and proved.
   * @throws PerennialError `keys.not-found`, `certificates.key-mismatch`, `token.*`.
   */
  keepCertificate(request: { id: string; der: string }): Promise<boolean>;
  /**
   * Puts the issuers' certificates on the token as well where a key is on one, after its own was kept
   * and with the same login; roots and what is there already are not written. Repeating it is harmless.
   * @param request `ders`: base64.
   * @returns how many are there now; what the token has no room for or its module refuses is left out.
   * @throws PerennialError `token.*` if the token goes meanwhile.
   */
  keepIssuers(request: {
    id: string;
    ders: readonly string[];
  }): Promise<{ readonly onToken: number; readonly leftOut: number }>;
  /**
   * Absolute paths of what a backup of these keys needs, all of it encrypted.
   * @throws PerennialError `keys.not-found`, `keys.corrupt`.
   */
  encryptedFiles(ids: readonly string[]): Promise<readonly string[]>;
}
export const KeyPort = Symbol("KeyPort");

/** Requests signed with a key of the store. */
export type RequestPort = Requests;
export const RequestPort = Symbol("RequestPort");

/** Reading, checking and proving certificates. */
export type CertificatePort = Omit<Certificates, "install" | "record">;
export const CertificatePort = Symbol("CertificatePort");

export type SignaturePort = Pick<Signatures, "verifyCms">;
export const SignaturePort = Symbol("SignaturePort");

/** Signing documents, and looking at who signed them. Consent and ownership are the broker's business. */
export interface DocumentPort {
  /**
   * @param request `certificate` and `chain`: DER, base64; `name`: of the file, for errors.
   * @throws PerennialError `signatures.not-a-pdf`, `signatures.wrong-usage`,
   *   `certificates.key-mismatch`, `certificates.expired`, `certificates.not-yet-valid`, `pdf.*`,
   *   `token.*`.
   */
  sign(request: {
    keyId: string;
    certificate: string;
    chain: readonly string[];
    name: string;
    content: Uint8Array;
    format: SignedFile["format"];
    reason?: string;
  }): Promise<{ readonly content: Uint8Array; readonly signedAt: string }>;
  /** @throws PerennialError `signatures.unreadable`. */
  inspect(name: string, content: Uint8Array): Promise<FileSignatures>;
}
export const DocumentPort = Symbol("DocumentPort");

/** Secrets of a profile, kept encrypted. */
export interface SecretRevealer {
  /** The reference kept under this name, or null. */
  find(profileId: string, name: string): Promise<SecretRef | null>;
  forget(profileId: string, name: string): Promise<void>;
  /**
   * The secret itself.
   * @throws PerennialError `secrets.not-found`, `keys.store-locked`.
   */
  reveal(profileId: string, ref: SecretRef): Promise<string>;
}
export const SecretRevealer = Symbol("SecretRevealer");

/** The host's clock with business calendars. */
export type BusinessClockPort = Clock;
export const BusinessClockPort = Symbol("BusinessClockPort");
