import type { ErrorData, KeyAlgorithm } from "@perennial/api";

// What a token's process tells about a module and the tokens in its slots. Plain data.

/** What a module says of itself (CK_INFO, PKCS #11 v2.40 section 3.1). */
export interface ModuleDescription {
  readonly description: string;
  readonly manufacturer: string;
  /** For example `2.6`. */
  readonly libraryVersion: string;
  readonly cryptokiVersion: string;
}

/** Flags of a token (CK_TOKEN_INFO, PKCS #11 v2.40 section 3.2). Modules are known to lie here. */
export interface TokenFlags {
  readonly initialized: boolean;
  readonly loginRequired: boolean;
  /** CKF_USER_PIN_INITIALIZED. */
  readonly pinSet: boolean;
  /** CKF_PROTECTED_AUTHENTICATION_PATH: the PIN is entered on the reader or the token itself. */
  readonly pinPad: boolean;
  /** A wrong PIN was entered since the last right one. */
  readonly pinCountLow: boolean;
  /** The next wrong PIN locks it. */
  readonly pinFinalTry: boolean;
  readonly pinLocked: boolean;
  readonly pinToBeChanged: boolean;
  readonly writeProtected: boolean;
}

/** A token as its module describes it. Sizes in bytes; absent where the module does not tell. */
export interface TokenView {
  readonly label: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly serial: string;
  readonly flags: TokenFlags;
  /** Bytes of UTF-8. */
  readonly minPinLength: number;
  /** Bytes of UTF-8; 0 where the module does not tell. */
  readonly maxPinLength: number;
  readonly freePublicMemory?: number;
  readonly freePrivateMemory?: number;
}

/** A slot with what is in it. A token that cannot be read is a `problem` of its slot, no more. */
export interface SlotView {
  /** The module's handle of the slot, hexadecimal; valid while the process lives. */
  readonly slot: string;
  readonly description: string;
  readonly present: boolean;
  /**
   * Set where the token cannot be taken out, as the slot says (PKCS#11, CKF_REMOVABLE_DEVICE): its
   * module looks for tokens when it is loaded, and never again.
   */
  readonly fixed?: true;
  /**
   * Set where the slot is neither of a device nor one whose token comes and goes (PKCS#11,
   * CKF_HW_SLOT): a program's own, as SoftHSM's.
   */
  readonly ofProgram?: true;
  /** Rises when the token was away since the last look, also where another was put in its place. */
  readonly insertion: number;
  readonly token?: TokenView;
  readonly problem?: ErrorData;
}

/** An X.509 certificate on a token. */
export interface CertificateObject {
  /** CKA_ID, lower-case hexadecimal; empty where there is none. */
  readonly id: string;
  readonly label: string;
  /** DER, base64. */
  readonly der: string;
}

/** A public key on a token; without `spki` where its kind is not one that Perennial uses. */
export interface PublicKeyObject {
  readonly id: string;
  readonly label: string;
  readonly algorithm?: KeyAlgorithm;
  /** SubjectPublicKeyInfo, DER, base64. */
  readonly spki?: string;
}

/** A private key on a token; seen after a login only, on most. */
export interface PrivateKeyObject {
  readonly id: string;
  readonly label: string;
  readonly kind: "rsa" | "ec" | "other";
  /** CKA_ALWAYS_AUTHENTICATE: each signature asks for a PIN, which may be another one. */
  readonly alwaysAuthenticate: boolean;
  /** Absent where the module does not tell. */
  readonly extractable?: boolean;
  readonly sensitive?: boolean;
  /** RSA: the public half as the private object holds it, SubjectPublicKeyInfo, DER, base64. */
  readonly spki?: string;
}

/** The objects of a token that Perennial knows, in the module's order. */
export interface TokenObjects {
  readonly certificates: readonly CertificateObject[];
  readonly publicKeys: readonly PublicKeyObject[];
  readonly privateKeys: readonly PrivateKeyObject[];
  /** Objects that could not be read; the others are there nevertheless. */
  readonly unreadable: number;
  readonly loggedIn: boolean;
}

/** A mechanism a token offers; key sizes as the module gives them, in bits for most. */
export interface MechanismView {
  readonly type: number;
  readonly minKeySize: number;
  readonly maxKeySize: number;
  readonly flags: number;
}

/** What a token can do. */
export interface TokenCapabilities {
  readonly mechanisms: readonly MechanismView[];
  /** Key pairs it can make and sign with, as far as its mechanism list tells. */
  readonly algorithms: readonly KeyAlgorithm[];
}

/** The two halves and certificates found under one CKA_ID. */
export interface KeyObjects {
  readonly publicKeys: readonly PublicKeyObject[];
  readonly privateKeys: readonly PrivateKeyObject[];
  readonly certificates: readonly CertificateObject[];
  readonly loggedIn: boolean;
  /** Whether it signs digests; otherwise it wants the data (RSA without CKM_RSA_PKCS). */
  readonly signsDigests: boolean;
}
