import type {
  Certificates,
  Clock,
  KeyAlgorithm,
  KeyRef,
  Requests,
  SecretRef,
  Signatures,
} from "@perennial/api";

// What the brokers need of the packages that do the work. The host's composition root binds them.

/** The key store. Permissions and ownership are the broker's business, not its. */
export interface KeyPort {
  /** 16 random bytes as lower-case hexadecimal. */
  newId(): Promise<string>;
  /**
   * Makes a key pair; entropy collected for the renewal is mixed in.
   * @throws PerennialError `keys.exists`, `keys.store-locked`, `keys.disk-full`.
   */
  generate(request: {
    renewal: string;
    id: string;
    algorithm: KeyAlgorithm;
    label: string;
  }): Promise<KeyRef>;
  find(id: string): Promise<KeyRef | null>;
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
export type CertificatePort = Omit<Certificates, "install">;
export const CertificatePort = Symbol("CertificatePort");

export type SignaturePort = Signatures;
export const SignaturePort = Symbol("SignaturePort");

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
