/** Versions of the CSC API. */
export const cscVersions = ["v1", "v2"] as const;
export type CscVersion = (typeof cscVersions)[number];

/** Whether a factor has to be given (CSC API v1.0.4.0, 11.5). */
export const presences = ["true", "false", "optional"] as const;
export type Presence = (typeof presences)[number];

/** Where a one-time code comes from. */
export const codeSources = [
  /** Asked for with `sendOTP` or `getChallenge`, and sent. */
  "online",
  /** A device of the owner's, which is not asked. */
  "offline",
  /** A question, which the owner's device answers when it is asked (v2 only). */
  "challenge",
  /** Nothing is typed: the owner confirms in another channel, and the client polls (v2 only). */
  "confirmation",
] as const;
export type CodeSource = (typeof codeSources)[number];

export const authModes = ["implicit", "explicit", "oauth2code"] as const;
export type AuthMode = (typeof authModes)[number];

/** What the authorization endpoint does instead of what it should. */
export const callbackVariants = [
  "normal",
  "wrong-state",
  "no-state",
  "denied",
  "no-code",
  "server-error",
] as const;
export type CallbackVariant = (typeof callbackVariants)[number];

/** Somebody with a client account at the authority. */
export interface TrustAccount {
  readonly user: string;
  readonly password: string;
  /** Where one-time codes go. */
  readonly email: string;
}

/** An OAuth 2.0 client. */
export interface OauthClient {
  readonly id: string;
  readonly name: string;
  /** Without one it is a public client, which has to use PKCE. */
  readonly secret?: string;
  /** Exact addresses; `http://127.0.0.1/…` and `http://[::1]/…` with any port (RFC 8252, 7.3). */
  readonly redirectUris: readonly string[];
}

/** A certificate whose key the authority keeps. */
export interface CredentialOptions {
  readonly id: string;
  /** The account it belongs to. */
  readonly owner: string;
  readonly subject: string;
  readonly description: string;
  readonly authMode: AuthMode;
  readonly pin: string;
  readonly pinPresence: Presence;
  readonly otpPresence: Presence;
  readonly otpSource: CodeSource;
  readonly scal: "1" | "2";
  /** Signatures for one authorization at the most. */
  readonly multisign: number;
}

/** Seconds. */
export interface Lifetimes {
  readonly authorizationCode: number;
  readonly accessToken: number;
  readonly refreshToken: number;
  /** A one-time code. */
  readonly otp: number;
  readonly sad: number;
}

/** How an authority is set up. */
export interface TrustOptions {
  readonly name: string;
  readonly region: string;
  readonly versions: readonly CscVersion[];
  /** Path in front of `v1/` and `v2/`, with slashes around it. */
  readonly path: string;
  /** Path in front of `oauth2/`, with slashes around it. */
  readonly oauthPath: string;
  /** Whether `info` names the base address, or an issuer with metadata of RFC 8414 (v2 only). */
  readonly discovery: "oauth2" | "issuer";
  readonly lifetimes: Lifetimes;
  /** Credentials on a page of `credentials/list` (v1 only). */
  readonly pageSize: number;
  readonly clients: readonly OauthClient[];
  readonly accounts: readonly TrustAccount[];
  readonly credentials: readonly CredentialOptions[];
}
