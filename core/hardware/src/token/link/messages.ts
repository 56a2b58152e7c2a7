import type { ErrorData, KeyAlgorithm } from "@perennial/api";
import type { HashAlgorithm } from "@perennial/pki";
import { NotificationType, RequestType } from "vscode-jsonrpc/node";
import type {
  CertificateObject,
  KeyObjects,
  ModuleDescription,
  SlotView,
  TokenCapabilities,
  TokenObjects,
} from "./token-views.js";

// What the host and a token's process say to each other: JSON-RPC 2.0 over the child's file
// descriptor 3. PINs go over descriptor 4 as bytes, never through JSON: see pin-frame.ts.

export interface InitializeParams {
  /** Absolute path of the module. */
  readonly module: string;
  /** What NSS-style modules take in CK_C_INITIALIZE_ARGS. */
  readonly parameters?: string;
}

/**
 * How slots are looked at. `glance`: a token that has not moved since it was read is not read again:
 * the card is not spoken to, and a driver cannot stumble over a card that goes just then; what its
 * flags say may be older. `refresh`: so only where somebody works with the token. `read`: everything.
 */
export type Look = "read" | "refresh" | "glance";

export interface ListParams {
  readonly look: Look;
}

export interface SlotParams {
  readonly slot: string;
}

/** Names a PIN that comes over the other pipe. */
export interface PinRef {
  readonly pin: number;
  /** The person confirmed a PIN that is shorter or longer than the token says. */
  readonly anyLength?: boolean;
}

/** What the token in the slot has to be: another may have been put in since it was looked at. */
export interface ExpectedToken {
  readonly label: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly serial: string;
}

/** Whatever uses a PIN or changes a token names the token it means. */
export interface TokenParams extends SlotParams {
  readonly expect: ExpectedToken;
}

export interface LoginParams extends TokenParams, PinRef {}

export interface KeyParams extends TokenParams {
  /** CKA_ID, hexadecimal. */
  readonly id: string;
}

export interface RemoveParams extends KeyParams {
  /** SubjectPublicKeyInfo of the pair that is to go, DER, base64. */
  readonly spki: string;
}

export interface GenerateParams extends KeyParams {
  readonly algorithm: KeyAlgorithm;
  readonly label: string;
  /** Path of a file that is locked as long as the token makes the key. */
  readonly lock: string;
}

export interface SignParams extends KeyParams {
  readonly hash: HashAlgorithm;
  /** Base64: digests, or the data themselves where the key does not sign digests. */
  readonly inputs: readonly string[];
  /** For CKA_ALWAYS_AUTHENTICATE; then there is one input. */
  readonly context?: PinRef;
}

/** A certificate as it is written to a token. */
export interface CertificateParams {
  /** CKA_ID, hexadecimal. */
  readonly id: string;
  readonly label: string;
  /** All DER, base64. */
  readonly der: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
}

export interface ImportParams extends TokenParams, CertificateParams {}

export interface ImportIssuersParams extends TokenParams {
  readonly certificates: readonly CertificateParams[];
}

/** How many issuers' certificates are on the token, and how many not. */
export interface IssuersKept {
  readonly onToken: number;
  readonly leftOut: number;
}

/** How a C_Login that was made ended. */
export interface LoginOutcome {
  readonly pin: number;
  readonly outcome: "right" | "wrong" | "locked" | "unknown";
}

type Request<P, R> = RequestType<P, R, ErrorData>;

export const Initialize: Request<InitializeParams, ModuleDescription> = new RequestType(
  "initialize",
);
export const ListSlots: Request<ListParams, SlotView[]> = new RequestType("slots");
/** Names of the slots that take tokens, with one in or without. */
export const ListReaders: Request<Readonly<Record<string, never>>, string[]> = new RequestType(
  "readers",
);
export const ReadObjects: Request<SlotParams, TokenObjects> = new RequestType("objects");
export const ReadCapabilities: Request<SlotParams, TokenCapabilities> = new RequestType(
  "capabilities",
);
export const Login: Request<LoginParams, null> = new RequestType("login");
export const Logout: Request<SlotParams, null> = new RequestType("logout");
export const FindKey: Request<KeyParams, KeyObjects> = new RequestType("findKey");
export const Generate: Request<GenerateParams, KeyObjects> = new RequestType("generate");
export const Sign: Request<SignParams, string[]> = new RequestType("sign");
export const ImportCertificate: Request<ImportParams, CertificateObject> = new RequestType(
  "importCertificate",
);
export const ImportIssuers: Request<ImportIssuersParams, IssuersKept> = new RequestType(
  "importIssuers",
);
/** Answers how many objects were removed; none of the pair is left then. */
export const RemoveKey: Request<RemoveParams, number> = new RequestType("removeKey");
export const LoginEnded: NotificationType<LoginOutcome> = new NotificationType("loginEnded");
