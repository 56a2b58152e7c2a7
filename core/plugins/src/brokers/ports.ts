import type {
  BusinessCalendar,
  Certificates,
  Instant,
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
  /** The key as it lies in the store, encrypted, for a backup; null if there is none. */
  encryptedFile(
    id: string,
  ): Promise<{ readonly name: string; readonly content: Uint8Array } | null>;
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
   * The secret itself and the name it is kept under, or null if the profile has no such secret.
   * @throws PerennialError `keys.store-locked`.
   */
  reveal(
    profileId: string,
    ref: SecretRef,
  ): Promise<{ readonly name: string; readonly value: string } | null>;
}
export const SecretRevealer = Symbol("SecretRevealer");

/** The host's clock with business calendars. */
export interface BusinessClockPort {
  now(): Instant;
  addBusinessDays(start: Instant, days: number, calendar: BusinessCalendar): Promise<Instant>;
  addBusinessHours(start: Instant, hours: number, calendar: BusinessCalendar): Promise<Instant>;
  isBusinessDay(at: Instant, calendar: BusinessCalendar): Promise<boolean>;
}
export const BusinessClockPort = Symbol("BusinessClockPort");
