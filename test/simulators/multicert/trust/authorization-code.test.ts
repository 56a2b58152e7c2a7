import assert from "node:assert/strict";
import type { MulticertSimulator } from "../index.js";
import { assertFits } from "../testing/csc-client.js";
import {
  Authorization,
  callbackOf,
  loggedIn,
  redirectUri,
  startFriday,
} from "../testing/multicert-visits.js";
import { CscClient } from "../testing/csc-client.js";
import type { CallbackVariant } from "./trust-options.js";

describe("The authorisation code flow of the simulated authority", () => {
  let simulator: MulticertSimulator;
  let authorization: Authorization;

  beforeEach(async () => {
    simulator = await startFriday();
    authorization = new Authorization(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const redeem = (code: string, changes: Readonly<Record<string, string>> = {}) =>
    new CscClient(simulator).form("token", { ...authorization.redemption(code), ...changes });

  it("leads over login and consent to a code and the same state at the loopback address", async () => {
    const login = await authorization.open();
    assert.match(login.text, /Sign&#39;Stash asks for access/);
    const consent = await authorization.follow(await authorization.logIn(login));
    assert.match(consent.text, /<b>service<\/b>/);
    const answer = await authorization.decide(consent, "allow");
    assert.equal(answer.status, 303);
    assert.ok(answer.headers.location?.startsWith(`${redirectUri}?`));
    const callback = callbackOf(answer);
    assertFits("oauth2", "callback.answer", Object.fromEntries(callback));
    assert.equal(callback.get("state"), authorization.state);
    const { status, json } = await redeem(callback.get("code") ?? "");
    assert.deepEqual([status, json["token_type"], json["expires_in"]], [200, "Bearer", 3600]);
  });

  it("takes any port of a loopback address, and no other address, to which it does not redirect", async () => {
    for (const allowed of ["http://127.0.0.1:1/callback", "http://[::1]:65535/callback"])
      assert.equal((await authorization.open({ redirect_uri: allowed })).status, 200);
    for (const forbidden of [
      "http://localhost:1/callback",
      "http://127.0.0.1:1/other",
      "http://127.0.0.1:1/callback?more=1",
      "https://127.0.0.1/callback",
      "http://127.0.0.1.evil.example/callback",
    ]) {
      const answer = await authorization.open({ redirect_uri: forbidden });
      assert.deepEqual([answer.status, answer.code], [400, "client.redirect"], forbidden);
      assert.equal(answer.headers.location, undefined);
    }
    const unknown = await authorization.open({ client_id: "nobody" });
    assert.deepEqual([unknown.status, unknown.code], [400, "client.unknown"]);
  });

  for (const [what, changes, error] of [
    ["no challenge", { code_challenge: undefined }, "invalid_request"],
    ["the method plain", { code_challenge_method: "plain" }, "invalid_request"],
    ["an implicit grant", { response_type: "token" }, "unsupported_response_type"],
    ["an unknown scope", { scope: "everything" }, "invalid_scope"],
    ["the scope credential without one", { scope: "credential" }, "invalid_request"],
  ] as const)
    it(`refuses ${what} at the redirect address, with the state`, async () => {
      const answer = await authorization.open(changes);
      const callback = callbackOf(answer);
      assert.deepEqual(
        [answer.status, callback.get("error"), callback.get("state")],
        [302, error, authorization.state],
      );
    });

  it("refuses a wrong login with the tries left, and closes the account at the third", async () => {
    const tell = async (password: string) => {
      const page = await authorization.open();
      const { status, code, detail } = await authorization.logIn(page, "ana.sousa", password);
      return [status, code, detail];
    };
    assert.deepEqual(await tell("a"), [401, "login.wrong-password", "2"]);
    assert.deepEqual(await tell("b"), [401, "login.wrong-password", "1"]);
    assert.deepEqual(await tell("c"), [423, "login.closed", ""]);
    assert.deepEqual(await tell("Client1Ana"), [423, "login.closed", ""]);
    simulator.trust.lock.reopen("ana.sousa");
    assert.deepEqual(await tell("Client1Ana"), [303, "", ""]);
  });

  it("does not ask for the login again in the same browser", async () => {
    await authorization.allow();
    const second = new Authorization(simulator, authorization.browser);
    const answer = await second.open();
    assert.equal(answer.status, 302);
    const callback = callbackOf(await second.decide(await second.follow(answer), "allow"));
    assert.equal(callback.get("state"), second.state);
  });

  it("lets nobody who knew the session before the login be logged in with it", async () => {
    const login = await authorization.open();
    const before = authorization.browser.cookies.get("trust_session") ?? "";
    const after = await authorization.logIn(login);
    const thief = new Authorization(simulator);
    thief.browser.setCookie("trust_session", before);
    const stolen = await thief.browser.get(
      new URL(after.headers.location ?? "", simulator.trust.url).href,
    );
    assert.deepEqual([stolen.status, stolen.code], [401, "login.required"]);
    assert.equal((await authorization.follow(after)).status, 200);
  });

  it("a consent denied is access_denied with the state, and no code", async () => {
    const login = await authorization.logIn(await authorization.open());
    const answer = await authorization.decide(await authorization.follow(login), "deny");
    const callback = callbackOf(answer);
    assert.deepEqual(
      [callback.get("error"), callback.get("state"), callback.get("code")],
      ["access_denied", authorization.state, null],
    );
    assert.equal(simulator.world.counters.get("trust.consents.denied"), 1);
  });

  for (const [variant, expected] of [
    ["wrong-state", [true, "another-state", null]],
    ["no-state", [true, null, null]],
    ["no-code", [false, "same", null]],
    ["denied", [false, "same", "access_denied"]],
    ["server-error", [false, "same", "server_error"]],
  ] as const satisfies readonly (readonly [CallbackVariant, unknown])[])
    it(`sends back ${variant} when it is told to`, async () => {
      simulator.trust.callback = variant;
      const callback = await authorization.allow();
      const state = callback.get("state");
      assert.deepEqual(
        [
          callback.has("code"),
          state === authorization.state ? "same" : state,
          callback.get("error"),
        ],
        expected,
      );
    });

  it("redeems a code only with its verifier, its redirect address and its client", async () => {
    const code = (await authorization.allow()).get("code") ?? "";
    const other = new Authorization(simulator).verifier;
    for (const [changes, refused] of [
      [{ code_verifier: other }, "invalid_grant: Invalid parameter code_verifier"],
      [{ redirect_uri: `${redirectUri}2` }, "invalid_grant: redirect_uri parameter does not match"],
      [
        { client_id: "signstash", client_secret: "Office1Secret" },
        "invalid_grant: Invalid parameter code",
      ],
      [{ code: "guessed" }, "invalid_grant: Invalid parameter code"],
      [{ grant_type: "password" }, "invalid_request: Invalid parameter grant_type"],
      [{ client_id: "nobody" }, "invalid_request: Invalid parameter client_id"],
    ] as const)
      assert.equal((await redeem(code, changes)).refused, refused);
    assert.equal((await redeem(code)).status, 200);
  });

  it("a code is good once, and used twice it takes its tokens with it", async () => {
    const code = (await authorization.allow()).get("code") ?? "";
    const client = new CscClient(simulator);
    client.token = String((await redeem(code)).json["access_token"]);
    assert.equal((await client.call("credentials/list", {})).status, 200);
    assert.match((await redeem(code)).refused, /^invalid_grant: /);
    const answer = await client.call("credentials/list", {});
    assert.deepEqual([answer.status, answer.json["error"]], [401, "invalid_token"]);
  });

  it("a code is good for a minute", async () => {
    const code = (await authorization.allow()).get("code") ?? "";
    await simulator.clock.advance(60_001);
    assert.equal(
      (await redeem(code)).refused,
      "invalid_grant: Authorization code is invalid or expired",
    );
  });

  it("an access token is good for an hour, its refresh token once and for another", async () => {
    const code = (await authorization.allow()).get("code") ?? "";
    const first = (await redeem(code)).json;
    const client = new CscClient(simulator);
    client.token = String(first["access_token"]);
    await simulator.clock.advance(3_600_001);
    assert.equal((await client.call("credentials/list", {})).status, 401);
    const fields = {
      grant_type: "refresh_token",
      refresh_token: String(first["refresh_token"]),
      client_id: "signstash-desktop",
    };
    const second = await client.form("token", fields);
    client.token = String(second.json["access_token"]);
    assert.equal((await client.call("credentials/list", {})).status, 200);
    assert.match((await client.form("token", fields)).refused, /^invalid_grant: /);
  });

  it("revoking a refresh token takes the access tokens with it, and is answered 204", async () => {
    const code = (await authorization.allow()).get("code") ?? "";
    const { json } = await redeem(code);
    const client = new CscClient(simulator);
    client.token = String(json["access_token"]);
    const token = String(json["refresh_token"]);
    const fields = { token, token_type_hint: "refresh_token", client_id: "signstash-desktop" };
    assertFits("oauth2", "revoke.request", fields);
    const answer = await client.form("revoke", fields);
    assert.deepEqual([answer.status, answer.text], [204, ""]);
    assert.equal((await client.call("credentials/list", {})).status, 401);
    assert.deepEqual(simulator.trust.grants.living(), { access: 0, refresh: 0 });
    assert.equal((await client.form("revoke", fields)).status, 204);
  });

  it("a client with a secret acts for itself, and names whose credentials it means", async () => {
    const client = new CscClient(simulator);
    const basic = Buffer.from("signstash:Office1Secret").toString("base64");
    const fields = { grant_type: "client_credentials" };
    const { json } = await client.form("token", fields, { authorization: `Basic ${basic}` });
    assert.equal(json["refresh_token"], undefined);
    client.token = String(json["access_token"]);
    const list = await client.call("credentials/list", { userID: "ana.sousa" });
    assert.deepEqual(list.json["credentialIDs"], ["CRED-1001", "CRED-1002"]);
    assert.match((await client.call("credentials/list", {})).refused, /userID$/);
    const publicClient = { ...fields, client_id: "signstash-desktop" };
    assert.match((await client.form("token", publicClient)).refused, /^unauthorized_client: /);
    const noSecret = await client.form("token", { ...fields, client_id: "signstash" });
    assert.equal(noSecret.status, 401);
  });

  it("names no user to a token that has one", async () => {
    const client = await loggedIn(simulator);
    assert.equal(
      (await client.call("credentials/list", { userID: "joao.melo" })).refused,
      "invalid_request: userID parameter MUST be null",
    );
  });
});
