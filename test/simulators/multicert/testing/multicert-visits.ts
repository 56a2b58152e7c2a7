import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import type { Browser, BrowserAnswer } from "../../testing/browser.js";
import { startMulticertSimulator, type MulticertSimulator } from "../simulator.js";
import type { MulticertSimulatorOptions } from "../options.js";
import type { CscVersion } from "../trust/trust-options.js";
import { assertFits, CscClient, mailedCode, newBrowser } from "./csc-client.js";
import { sendJson, type JsonAnswer } from "./json-request.js";

export const friday = new Date("2026-11-20T09:00:00Z");
export const redirectUri = "http://127.0.0.1:49152/callback";

/** Made once: making one takes longer than most tests. */
const { privateKey: credentialKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** With the clock stopped on a Friday. */
export function startFriday(options: MulticertSimulatorOptions = {}): Promise<MulticertSimulator> {
  return startMulticertSimulator({ now: friday, credentialKey, ...options });
}

/** An operator's request of the back office; `role` says whose token. */
export function askOffice(
  simulator: MulticertSimulator,
  method: "GET" | "POST" | "PUT",
  path: string,
  body: unknown = undefined,
  token = "operator-token-ana",
): Promise<JsonAnswer> {
  const url = new URL(`api/${path}`, simulator.addresses.officeUrl);
  const headers: Record<string, string> = {};
  if (token !== "") headers["authorization"] = `Bearer ${token}`;
  return sendJson(simulator, method, url, body, headers);
}

/** One authorization in a browser: the request, its verifier, and the pages. */
export class Authorization {
  readonly verifier = randomBytes(32).toString("base64url");
  readonly state = randomBytes(16).toString("base64url");

  constructor(
    readonly simulator: MulticertSimulator,
    readonly browser: Browser = newBrowser(simulator),
    private readonly client = simulator.office.trustClient,
  ) {}

  /** The address that the browser is sent to. */
  url(changes: Readonly<Record<string, string | undefined>> = {}): string {
    const query: Record<string, string> = {};
    const all = { ...this.#query(), ...changes };
    for (const [name, value] of Object.entries(all)) if (value !== undefined) query[name] = value;
    if (Object.keys(changes).length === 0) assertFits("oauth2", "authorize.request", query);
    return this.#address(`authorize?${new URLSearchParams(query).toString()}`);
  }

  open(changes: Readonly<Record<string, string | undefined>> = {}): Promise<BrowserAnswer> {
    return this.browser.get(this.url(changes));
  }

  /** The login form that an answer shows, filled in. */
  logIn(page: BrowserAnswer, user = "ana.sousa", password = "Client1Ana"): Promise<BrowserAnswer> {
    const fields = { csrf: page.csrf, request: requestId(page), user, password };
    return this.browser.submit(this.#address("login"), fields);
  }

  /** The page that a redirect leads to. */
  follow(answer: BrowserAnswer): Promise<BrowserAnswer> {
    return this.browser.get(new URL(answer.headers.location ?? "", this.simulator.trust.url).href);
  }

  decide(
    page: BrowserAnswer,
    decision: "allow" | "deny",
    factors: Readonly<Record<string, string>> = {},
  ): Promise<BrowserAnswer> {
    const fields = { csrf: page.csrf, request: requestId(page), decision, ...factors };
    return this.browser.submit(this.#address("consent"), fields);
  }

  sendCode(page: BrowserAnswer): Promise<BrowserAnswer> {
    const fields = { csrf: page.csrf, request: requestId(page) };
    return this.browser.submit(this.#address("send-code"), fields);
  }

  /** Login and consent; what arrives at the loopback address. */
  async allow(
    changes: Readonly<Record<string, string>> = {},
    account: readonly [user?: string, password?: string] = [],
  ): Promise<URLSearchParams> {
    const login = await this.logIn(await this.open(changes), ...account);
    return callbackOf(await this.decide(await this.follow(login), "allow"));
  }

  /** The fields that redeem a code. */
  redemption(code: string): Record<string, string> {
    const { secret } = this.simulator.trust.findClient(this.client) ?? {};
    return {
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUri,
      code_verifier: this.verifier,
      client_id: this.client,
      ...(secret === undefined ? {} : { client_secret: secret }),
    };
  }

  #query(): Record<string, string> {
    return {
      response_type: "code",
      client_id: this.client,
      redirect_uri: redirectUri,
      scope: "service",
      code_challenge: createHash("sha256").update(this.verifier).digest("base64url"),
      code_challenge_method: "S256",
      state: this.state,
    };
  }

  #address(path: string): string {
    return new URL(`oauth2/${path}`, this.simulator.trust.url).href;
  }
}

/** What a redirect brings to the loopback address. */
export function callbackOf(answer: BrowserAnswer): URLSearchParams {
  const url = new URL(answer.headers.location ?? "about:blank");
  return url.searchParams;
}

/** A client with a token of the scope `service`. */
export async function loggedIn(
  simulator: MulticertSimulator,
  version: CscVersion = "v1",
  account: readonly [user?: string, password?: string] = [],
): Promise<CscClient> {
  const client = new CscClient(simulator, version);
  const authorization = new Authorization(simulator);
  const callback = await authorization.allow({}, account);
  assertFits("oauth2", "callback.answer", Object.fromEntries(callback));
  const { json } = await client.form("token", authorization.redemption(callback.get("code") ?? ""));
  client.token = String(json["access_token"]);
  return client;
}

/** A SAD for a grant, with PIN and code (version 1). */
export async function obtainSad(
  simulator: MulticertSimulator,
  credentialID = "CRED-1001",
): Promise<string> {
  const client = await loggedIn(simulator);
  await client.call("credentials/sendOTP", { credentialID });
  const { json } = await client.call("credentials/authorize", {
    credentialID,
    numSignatures: 1_000_000_000,
    PIN: "481516",
    OTP: mailedCode(simulator),
  });
  return String(json["SAD"]);
}

function requestId(page: BrowserAnswer): string {
  return /name="request" value="([^"]*)"/.exec(page.text)?.[1] ?? "";
}
