import assert from "node:assert/strict";
import { createHash, verify, X509Certificate } from "node:crypto";
import { Browser } from "../../testing/browser.js";
import type { MulticertSimulator, MulticertSimulatorOptions } from "../index.js";
import { assertFits, mailedCode, type CscClient } from "../testing/csc-client.js";
import { Authorization, callbackOf, loggedIn, startFriday } from "../testing/multicert-visits.js";
import { sendJson } from "../testing/json-request.js";

const credentialID = "CRED-1001";
const pin = { id: "PIN", value: "481516" };
const invalid = "invalid_authentication_data: The authentication data is invalid";

describe("Version 2.0.0.2 of the CSC API, simulated", () => {
  let simulator: MulticertSimulator;

  const start = async (options: MulticertSimulatorOptions = {}): Promise<CscClient> => {
    simulator = await startFriday(options);
    return loggedIn(simulator, "v2");
  };
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const authorize = (
    client: CscClient,
    authData: readonly unknown[] | undefined,
    numSignatures = 1,
  ) =>
    client.call(
      "credentials/authorize",
      { credentialID, numSignatures, ...(authData === undefined ? {} : { authData }) },
      { wrong: true },
    );
  const newCode = async (client: CscClient): Promise<{ id: string; value: string }> => {
    const asked = { credentialID, authObjectID: "OTP" };
    const answer = await client.call("credentials/getChallenge", asked);
    assert.deepEqual([answer.status, answer.text], [204, ""]);
    return { id: "OTP", value: mailedCode(simulator) };
  };
  const confirm = async (decision: string): Promise<number> => {
    const text = simulator.mailbox.list().at(-1)?.text ?? "";
    const url = /https:\S+/.exec(text)?.[0] ?? "";
    const browser = new Browser(simulator.roots.tls);
    assert.match((await browser.get(url)).text, /signatures\?/);
    const token = new URL(url).searchParams.get("token") ?? "";
    return (await browser.submit(url, { token, decision })).status;
  };
  const describeAuth = async (client: CscClient): Promise<Record<string, unknown>> => {
    const { json } = await client.call("credentials/info", { credentialID, authInfo: true });
    return json["auth"] as Record<string, unknown>;
  };

  it("says which version it is, and lists credentials with all that is asked for", async () => {
    const client = await start();
    assert.equal((await client.call("info", {})).json["specs"], "2.0.0.2");
    const { json } = await client.call("credentials/list", {
      credentialInfo: true,
      certificates: "single",
      certInfo: true,
      authInfo: true,
    });
    assert.deepEqual(json["credentialIDs"], ["CRED-1001", "CRED-1002", "CRED-1003"]);
    assert.equal((json["credentialInfos"] as unknown[]).length, 3);
  });

  for (const [what, credential, expression, types] of [
    ["PIN and code", {}, "PIN AND OTP", ["Password", "ChallengeResponse"]],
    ["the PIN alone", { otpPresence: "false" }, "PIN", ["Password"]],
    ["a device's code alone", { pinPresence: "false", otpSource: "offline" }, "OTP", ["Password"]],
    [
      "either of them",
      { pinPresence: "optional", otpPresence: "optional" },
      "PIN OR OTP",
      ["Password", "ChallengeResponse"],
    ],
    [
      "PIN and a confirmation elsewhere",
      { otpSource: "confirmation" },
      "PIN AND CONFIRM",
      ["Password", "ChallengeResponseOOB"],
    ],
    [
      "the answer to a question",
      { pinPresence: "false", otpSource: "challenge" },
      "OTP",
      ["ChallengeResponse"],
    ],
    ["nothing", { authMode: "implicit" }, undefined, []],
  ] as const)
    it(`expresses ${what} by objects and an expression`, async () => {
      const auth = await describeAuth(await start({ credential }));
      const objects = auth["objects"] as { type: string }[];
      assert.deepEqual([auth["expression"], objects.map(({ type }) => type)], [expression, types]);
    });

  it("authorises with PIN and the code that getChallenge sent", async () => {
    const client = await start();
    const { json } = await authorize(client, [pin, await newCode(client)], 1_000_000_000);
    assert.equal(typeof json["SAD"], "string");
  });

  it("does not say which of PIN and code was missing, wrong, late or used", async () => {
    const client = await start();
    const otp = await newCode(client);
    assert.equal((await authorize(client, undefined)).refused, invalid);
    assert.equal((await authorize(client, [pin])).refused, invalid);
    assert.equal((await authorize(client, [otp])).refused, invalid);
    assert.equal((await authorize(client, [{ ...pin, value: "1" }, otp])).refused, invalid);
    assert.equal((await authorize(client, [pin, pin, otp])).refused, invalid);
    assert.equal((await authorize(client, [pin, otp, { id: "SMS", value: "1" }])).refused, invalid);
    await simulator.clock.advance(120_001);
    assert.equal((await authorize(client, [pin, otp])).refused, invalid);
    const next = await newCode(client);
    assert.equal((await authorize(client, [pin, next])).status, 200);
    assert.equal((await authorize(client, [pin, next])).refused, invalid);
  });

  it("three wrong PINs in turn lock the credential", async () => {
    const client = await start();
    const otp = await newCode(client);
    for (const expected of [invalid, invalid, "invalid_request: Credential locked"])
      assert.equal((await authorize(client, [{ id: "PIN", value: "1" }, otp])).refused, expected);
    const right = await authorize(client, [pin, otp]);
    assert.equal(right.refused, "invalid_request: Credential locked");
  });

  it("a confirmation elsewhere is 202 with a handle until its owner allows it, and a SAD once", async () => {
    const client = await start({ credential: { otpSource: "confirmation" } });
    const asked = await authorize(client, [pin, { id: "CONFIRM" }]);
    assert.equal(asked.status, 202);
    const handle = String(asked.json["handle"]);
    const poll = () => client.call("credentials/authorizeCheck", { handle });
    assert.deepEqual((await poll()).json, { handle });
    assert.equal(await confirm("allow"), 200);
    assert.equal(typeof (await poll()).json["SAD"], "string");
    assert.equal((await poll()).refused, "invalid_request: Invalid parameter handle");
  });

  it("a confirmation that is denied, late, or without its PIN is refused", async () => {
    const client = await start({ credential: { otpSource: "confirmation" } });
    assert.equal((await authorize(client, [{ id: "CONFIRM" }])).refused, invalid);
    assert.equal((await authorize(client, [pin])).refused, invalid);
    assert.equal(simulator.mailbox.list().length, 0);
    for (const refuse of [
      async () => assert.equal(await confirm("deny"), 200),
      () => simulator.clock.advance(120_001),
    ]) {
      const { json } = await authorize(client, [pin, { id: "CONFIRM" }]);
      await refuse();
      const answer = await client.call("credentials/authorizeCheck", {
        handle: String(json["handle"]),
      });
      assert.equal(answer.refused, invalid);
    }
  });

  it("a device's code comes from the device: the API sends none", async () => {
    const client = await start({ credential: { otpSource: "offline" } });
    const asked = { credentialID, authObjectID: "OTP" };
    assert.match((await client.call("credentials/getChallenge", asked)).refused, /online OTP$/);
    const unknown = { credentialID, authObjectID: "SMS" };
    assert.match((await client.call("credentials/getChallenge", unknown)).refused, /authObjectID$/);
    const url = new URL(`credentials/${credentialID}/device-code`, simulator.addresses.controlUrl);
    const answer = await fetch(url, { method: "POST" });
    const otp = { id: "OTP", value: mailedCode(simulator) };
    assert.ok(!(await answer.text()).includes(otp.value));
    assert.equal((await authorize(client, [pin, otp])).status, 200);
  });

  it("a question is 200 with the question, and its answer comes from the owner's device", async () => {
    const client = await start({ credential: { pinPresence: "false", otpSource: "challenge" } });
    const asked = { credentialID, authObjectID: "OTP" };
    const { json } = await client.call("credentials/getChallenge", asked);
    assert.deepEqual(json, { challenge: "What does your device show?" });
    const answer = { id: "OTP", value: mailedCode(simulator) };
    assert.equal((await authorize(client, [answer])).status, 200);
  });

  it("nobody but its owner asks how an authorisation stands", async () => {
    const client = await start({ credential: { otpSource: "confirmation" } });
    const { json } = await authorize(client, [pin, { id: "CONFIRM" }]);
    const other = await loggedIn(simulator, "v2", ["joao.melo", "Client2Joao"]);
    const handle = String(json["handle"]);
    assert.match((await other.call("credentials/authorizeCheck", { handle })).refused, /handle$/);
    assert.equal((await client.call("credentials/authorizeCheck", { handle })).status, 202);
  });

  it("in the mode oauth2code the authority's page asks, and its token stands for the SAD", async () => {
    const client = await start({ credential: { authMode: "oauth2code" } });
    assert.deepEqual(await describeAuth(client), { mode: "oauth2code" });
    assert.match((await authorize(client, [pin])).refused, /credentialID$/);
    const authorization = new Authorization(simulator);
    const scope = { scope: "credential", credentialID, numSignatures: "1" };
    const login = await authorization.logIn(await authorization.open(scope));
    const consent = await authorization.follow(login);
    await authorization.sendCode(consent);
    const otp = mailedCode(simulator);
    const wrong = await authorization.decide(consent, "allow", { pin: "1", otp });
    assert.deepEqual([wrong.status, wrong.code], [400, "pin.wrong"]);
    const missing = await authorization.decide(consent, "allow", { pin: pin.value });
    assert.equal(missing.code, "otp.missing");
    const callback = callbackOf(
      await authorization.decide(consent, "allow", { pin: pin.value, otp }),
    );
    const token = await client.form("token", authorization.redemption(callback.get("code") ?? ""));
    assert.equal(token.json["refresh_token"], undefined);
    client.token = String(token.json["access_token"]);
    const { json } = await client.call("signatures/signHash", {
      credentialID,
      hashes: [createHash("sha256").update("text").digest("base64")],
      signAlgo: "1.2.840.113549.1.1.11",
    });
    const [signature = ""] = json["signatures"] as string[];
    const der = simulator.trust.findCredential(credentialID)?.der ?? Buffer.alloc(0);
    const { publicKey } = new X509Certificate(der);
    const bytes = Buffer.from(signature, "base64");
    assert.ok(verify("sha256", Buffer.from("text"), publicKey, bytes));
    const other = await client.call("credentials/info", { credentialID: "CRED-1002" });
    assert.match(other.refused, /credentialID$/);
  });

  it("lets nobody allow the use of somebody else's credential", async () => {
    await start({ credential: { authMode: "oauth2code", otpPresence: "false" } });
    const authorization = new Authorization(simulator);
    const scope = { scope: "credential", credentialID: "CRED-2001", numSignatures: "1" };
    const login = await authorization.logIn(await authorization.open(scope));
    const answer = await authorization.decide(await authorization.follow(login), "allow", {
      pin: pin.value,
    });
    assert.deepEqual([answer.status, answer.code], [403, "credential.foreign"]);
  });

  it("another trust service has version 2 only, other paths, metadata, a client's secret and codes", async () => {
    const client = await start({ preset: "other" });
    assert.match(simulator.addresses.cscUrl, /\/rssp\/remote\/csc\/v2\/$/);
    assert.equal((await client.call("info", {}, { version: "v1" })).status, 404);
    const { json } = await client.call("info", {});
    const issuer = String(json["oauth2Issuer"]);
    assert.equal(json["oauth2"], undefined);
    const { origin, pathname } = new URL(issuer);
    const url = new URL(`${origin}/.well-known/oauth-authorization-server${pathname}`);
    const metadata = await sendJson(simulator, "GET", url, undefined);
    assertFits("oauth2", "metadata.answer", metadata.json);
    assert.equal(metadata.json["issuer"], issuer);
    assert.equal((await describeAuth(client))["expression"], "OTP");
    assert.equal((await authorize(client, [await newCode(client)])).status, 200);
  });
});
