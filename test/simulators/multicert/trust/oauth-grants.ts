import { createHash, randomBytes } from "node:crypto";
import type { SimulatorClock } from "../../shared/simulator-clock.js";
import { cscError } from "./csc-error.js";
import type { Lifetimes } from "./trust-options.js";

/** For what somebody agreed, and for whom. */
export interface Consent {
  readonly client: string;
  /** Absent for a client that acts for itself. */
  readonly user?: string;
  readonly scope: "service" | "credential";
  /** Of the scope `credential`. */
  readonly credential?: string;
  readonly numSignatures?: number;
}

interface AuthorizationCode extends Consent {
  readonly grant: string;
  readonly redirectUri: string;
  readonly challenge?: string;
  readonly until: number;
  used: boolean;
}

interface Token extends Consent {
  readonly grant: string;
  readonly kind: "access" | "refresh";
  readonly until: number;
}

/** What `oauth2/token` answers. */
export interface Tokens {
  readonly access: string;
  readonly refresh?: string;
  readonly expiresIn: number;
}

/** Authorization codes and tokens. All of one consent share a grant, and die with it. */
export class OauthGrants {
  readonly #codes = new Map<string, AuthorizationCode>();
  readonly #tokens = new Map<string, Token>();

  constructor(
    private readonly clock: SimulatorClock,
    private readonly lifetimes: Lifetimes,
  ) {}

  issueCode(consent: Consent, redirectUri: string, challenge: string | undefined): string {
    const code = secret();
    const until = this.#in(this.lifetimes.authorizationCode);
    const pkce = challenge === undefined ? {} : { challenge };
    this.#codes.set(code, {
      ...consent,
      ...pkce,
      grant: secret(),
      redirectUri,
      until,
      used: false,
    });
    return code;
  }

  /** @throws PortalError `invalid_grant`; a code that was used before takes its tokens with it. */
  redeemCode(
    value: string,
    given: { client: string; redirectUri: string; verifier: string | undefined },
  ): Tokens {
    const code = this.#codes.get(value);
    if (code === undefined || code.client !== given.client)
      throw cscError("invalid_grant", "Invalid parameter code");
    if (code.used) {
      this.#revokeGrant(code.grant);
      throw cscError("invalid_grant", "Authorization code is invalid or expired");
    }
    if (this.#now() > code.until)
      throw cscError("invalid_grant", "Authorization code is invalid or expired");
    if (code.redirectUri !== given.redirectUri)
      throw cscError("invalid_grant", "redirect_uri parameter does not match");
    if (!verifies(code.challenge, given.verifier))
      throw cscError("invalid_grant", "Invalid parameter code_verifier");
    code.used = true;
    const { client, user, scope, credential, numSignatures, grant } = code;
    const consent: Consent = {
      client,
      scope,
      ...(user === undefined ? {} : { user }),
      ...(credential === undefined ? {} : { credential }),
      ...(numSignatures === undefined ? {} : { numSignatures }),
    };
    return this.#issue(consent, grant, scope === "service");
  }

  /** A refresh token is good once (RFC 9700, 4.14.2). @throws PortalError `invalid_grant`. */
  refresh(value: string, client: string): Tokens {
    const token = this.#tokens.get(value);
    if (token?.kind !== "refresh" || token.client !== client)
      throw cscError("invalid_grant", "Invalid parameter refresh_token");
    if (this.#now() > token.until) throw cscError("invalid_grant", "Refresh token expired");
    this.#tokens.delete(value);
    const { kind: _kind, until: _until, grant, ...consent } = token;
    return this.#issue(consent, grant, true);
  }

  /** Of a client that acts for itself. */
  issueForClient(client: string): Tokens {
    return this.#issue({ client, scope: "service" }, secret(), false);
  }

  /** The consent of an access token, or why there is none. */
  find(value: string): Consent | "unknown" | "expired" {
    const token = this.#tokens.get(value);
    if (token?.kind !== "access") return "unknown";
    return this.#now() > token.until ? "expired" : token;
  }

  /** A refresh token takes all tokens of its grant with it, an access token none (RFC 7009, 2.1). */
  revoke(value: string, client: string): boolean {
    const token = this.#tokens.get(value);
    if (token === undefined || token.client !== client) return false;
    if (token.kind === "refresh") this.#revokeGrant(token.grant);
    else this.#tokens.delete(value);
    return true;
  }

  /** How many tokens there are that were neither revoked nor ran out. */
  living(): { access: number; refresh: number } {
    const living = [...this.#tokens.values()].filter(({ until }) => this.#now() <= until);
    const count = (wanted: Token["kind"]): number =>
      living.filter(({ kind }) => kind === wanted).length;
    return { access: count("access"), refresh: count("refresh") };
  }

  #issue(consent: Consent, grant: string, refreshable: boolean): Tokens {
    const put = (kind: Token["kind"], lifetime: number): string => {
      const value = secret();
      this.#tokens.set(value, { ...consent, grant, kind, until: this.#in(lifetime) });
      return value;
    };
    const { accessToken, refreshToken } = this.lifetimes;
    const access = put("access", accessToken);
    return {
      access,
      expiresIn: accessToken,
      ...(refreshable ? { refresh: put("refresh", refreshToken) } : {}),
    };
  }

  #revokeGrant(grant: string): void {
    for (const [value, token] of this.#tokens)
      if (token.grant === grant) this.#tokens.delete(value);
  }

  #now(): number {
    return this.clock.now().getTime();
  }

  #in(seconds: number): number {
    return this.#now() + seconds * 1000;
  }
}

/** RFC 7636, 4.6, with S256. */
function verifies(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined) return verifier === undefined;
  if (verifier === undefined || !/^[\w.~-]{43,128}$/.test(verifier)) return false;
  return createHash("sha256").update(verifier).digest("base64url") === challenge;
}

/** 256 random bits. */
export function secret(): string {
  return randomBytes(32).toString("base64url");
}
