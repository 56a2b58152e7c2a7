import assert from "node:assert/strict";
import { createHash, verify, X509Certificate } from "node:crypto";
import type { MulticertSimulator } from "../index.js";
import { mailedCode, type CscClient } from "../testing/csc-client.js";
import { loggedIn, startFriday } from "../testing/multicert-visits.js";
import type { CredentialOptions } from "./trust-options.js";

const credentialID = "CRED-1001";
const PIN = "481516";
const wrongCode = "invalid_otp: The OTP is invalid";

describe("Version 1.0.4.0 of the CSC API, simulated", () => {
  let simulator: MulticertSimulator;
  let client: CscClient;

  beforeEach(async () => {
    simulator = await startFriday();
    client = await loggedIn(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const authorize = (factors: Readonly<Record<string, unknown>>, changes = {}) =>
    client.call(
      "credentials/authorize",
      { credentialID, numSignatures: 1, ...factors, ...changes },
      { wrong: true },
    );
  const refused = async (factors: Readonly<Record<string, unknown>>) =>
    (await authorize(factors)).refused;
  const newCode = async (): Promise<string> => {
    assert.equal((await client.call("credentials/sendOTP", { credentialID })).status, 204);
    return mailedCode(simulator);
  };
  const set = (options: Partial<CredentialOptions>): void => {
    const credential = simulator.trust.findCredential(credentialID);
    assert.ok(credential);
    credential.options = { ...credential.options, ...options };
  };

  it("says what it is and where its authorisation server is, to everybody", async () => {
    client.token = "";
    const { json } = await client.call("info", {});
    assert.deepEqual([json["specs"], json["oauth2"]], ["1.0.4.0", simulator.trust.url]);
    assert.ok((json["methods"] as string[]).includes("credentials/sendOTP"));
    assert.equal((await client.call("credentials/list", {})).status, 400);
  });

  it("lists the user's credentials page by page, and knows no other user's", async () => {
    const { json } = await client.call("credentials/list", {});
    assert.deepEqual(json["credentialIDs"], ["CRED-1001", "CRED-1002"]);
    const next = await client.call("credentials/list", { pageToken: json["nextPageToken"] });
    assert.deepEqual(next.json, { credentialIDs: ["CRED-1003"] });
    const wrong = await client.call("credentials/list", { pageToken: "CRED-2001" });
    assert.equal(wrong.refused, "invalid_request: Invalid parameter pageToken");
    for (const other of ["CRED-2001", "CRED-0"])
      assert.equal(
        (await client.call("credentials/info", { credentialID: other })).refused,
        "invalid_request: Invalid parameter credentialID",
      );
  });

  it("knows no credential that only version 2 has words for", async () => {
    for (const otpSource of ["confirmation", "challenge"] as const) {
      set({ otpSource });
      const { json } = await client.call("credentials/list", {});
      assert.deepEqual(json["credentialIDs"], ["CRED-1002", "CRED-1003"]);
      const info = await client.call("credentials/info", { credentialID, authInfo: true });
      assert.equal(info.refused, "invalid_request: Invalid parameter credentialID");
    }
  });

  it("tells key, chain, validity and what has to be given, each if it is asked for", async () => {
    const short = await client.call("credentials/info", { credentialID });
    assert.deepEqual([short.json["authMode"], short.json["PIN"]], ["explicit", undefined]);
    const all = { credentialID, certificates: "chain", certInfo: true, authInfo: true };
    const { json } = await client.call("credentials/info", all);
    const { certificates, validTo } = json["cert"] as { certificates: string[]; validTo: string };
    const [leaf, issuer] = certificates.map(
      (der) => new X509Certificate(Buffer.from(der, "base64")),
    );
    assert.ok(leaf !== undefined && issuer !== undefined && leaf.verify(issuer.publicKey));
    assert.match(validTo, /^2029\d{10}Z$/);
    const { presence, type } = json["OTP"] as { presence: string; type: string };
    assert.deepEqual(
      [(json["PIN"] as { presence: string }).presence, presence, type],
      ["true", "true", "online"],
    );
  });

  it("sends the code to the owner's mailbox only, with 204 and no body", async () => {
    const answer = await client.call("credentials/sendOTP", { credentialID });
    assert.deepEqual([answer.status, answer.text], [204, ""]);
    const [mail] = simulator.mailbox.list();
    assert.equal(mail?.to, "ana.sousa@exemplo.example");
    assert.match(mailedCode(simulator), /^\d{6}$/);
  });

  it("no answer of any method holds the code, nor does the state but for the mail", async () => {
    const code = await newCode();
    for (const [method, body] of [
      ["info", {}],
      ["credentials/list", {}],
      ["credentials/info", { credentialID, authInfo: true, certificates: "none" }],
      ["credentials/sendOTP", { credentialID: "CRED-1002" }],
    ] as const)
      assert.ok(!(await client.call(method, body)).text.includes(code), method);
    const { mails: _mails, ...state } = simulator.state();
    assert.ok(!JSON.stringify(state).includes(`"${code}"`));
    assert.ok(!JSON.stringify(state).includes(PIN));
  });

  it("authorises with PIN and code, for an hour", async () => {
    const { json } = await authorize({ PIN, OTP: await newCode() });
    assert.equal(json["expiresIn"], 3600);
    assert.equal(typeof json["SAD"], "string");
  });

  it("demands both where both are demanded; what is missing costs no try", async () => {
    const OTP = await newCode();
    for (let time = 0; time < 4; time++) {
      assert.match(await refused({ PIN }), /Missing .* OTP$/);
      assert.match(await refused({ OTP }), /Missing .* PIN$/);
    }
    assert.equal(await refused({ PIN, OTP: 123_456 }), "invalid_request: Invalid parameter OTP");
    assert.equal((await authorize({ PIN, OTP })).status, 200);
  });

  for (const [what, options, factors] of [
    ["the PIN alone", { otpPresence: "false" }, ["PIN"]],
    ["the code alone", { pinPresence: "false" }, ["OTP"]],
    ["either: the PIN", { pinPresence: "optional", otpPresence: "optional" }, ["PIN"]],
    ["either: the code", { pinPresence: "optional", otpPresence: "optional" }, ["OTP"]],
    ["both of either", { pinPresence: "optional", otpPresence: "optional" }, ["PIN", "OTP"]],
    ["nothing, in the mode implicit", { authMode: "implicit" }, []],
  ] as const)
    it(`authorises with ${what} where the credential says so`, async () => {
      const all: Readonly<Record<string, string>> = { PIN, OTP: await newCode() };
      set(options);
      const given = Object.fromEntries(factors.map((factor) => [factor, all[factor]]));
      assert.equal((await authorize(given)).status, 200);
    });

  it("where either would do, nothing does not; what a credential does not have is refused", async () => {
    set({ pinPresence: "optional", otpPresence: "optional" });
    assert.match(await refused({}), /^invalid_request: Missing/);
    set({ pinPresence: "true", otpPresence: "false" });
    assert.equal(await refused({ PIN, OTP: "1" }), "invalid_request: Invalid parameter OTP");
    assert.match(
      (await client.call("credentials/sendOTP", { credentialID })).refused,
      /does not support/,
    );
  });

  it("a wrong PIN is invalid_pin and does not use the code up; a wrong code is invalid_otp", async () => {
    const OTP = await newCode();
    assert.equal(await refused({ PIN: "000000", OTP }), "invalid_pin: The PIN is invalid");
    const wrong = OTP === "000000" ? "000001" : "000000";
    assert.equal(await refused({ PIN, OTP: wrong }), wrongCode);
    assert.equal((await authorize({ PIN, OTP })).status, 200);
  });

  it("a code is good for 120 seconds, and not a millisecond more", async () => {
    const [first] = [await newCode()];
    await simulator.clock.advance(120_000);
    assert.equal((await authorize({ PIN, OTP: first })).status, 200);
    const second = await newCode();
    await simulator.clock.advance(120_001);
    assert.equal(await refused({ PIN, OTP: second }), wrongCode);
  });

  it("a code is good once, and until another one is sent; neither counts as a wrong try", async () => {
    const used = await newCode();
    assert.equal((await authorize({ PIN, OTP: used })).status, 200);
    const replaced = await newCode();
    const latest = await newCode();
    for (let time = 0; time < 3; time++) {
      assert.equal(await refused({ PIN, OTP: used }), wrongCode);
      assert.equal(await refused({ PIN, OTP: replaced }), wrongCode);
    }
    assert.equal((await authorize({ PIN, OTP: latest })).status, 200);
  });

  it("three wrong PINs in turn lock the PIN, also for the right one", async () => {
    const OTP = await newCode();
    assert.match(await refused({ PIN: "1", OTP }), /^invalid_pin/);
    assert.match(await refused({ PIN: "2", OTP }), /^invalid_pin/);
    assert.equal(await refused({ PIN: "3", OTP }), "invalid_request: PIN locked");
    assert.equal(await refused({ PIN, OTP }), "invalid_request: PIN locked");
    simulator.trust.findCredential(credentialID)?.unlock();
    assert.equal((await authorize({ PIN, OTP })).status, 200);
  });

  it("three wrong codes in turn lock the codes, and none is sent any more", async () => {
    const OTP = await newCode();
    const wrong = ["000000", "000001", "000002", "000003"].filter((code) => code !== OTP);
    for (const code of wrong.slice(0, 2))
      assert.equal(await refused({ PIN, OTP: code }), wrongCode);
    const locked = "invalid_request: OTP locked";
    assert.equal(await refused({ PIN, OTP: wrong[2] ?? "" }), locked);
    assert.equal(await refused({ PIN, OTP }), locked);
    const sent = simulator.mailbox.list().length;
    assert.equal((await client.call("credentials/sendOTP", { credentialID })).refused, locked);
    assert.equal(simulator.mailbox.list().length, sent);
  });

  it("refuses a number of signatures below one or above the credential's, and one disabled", async () => {
    set({ multisign: 5 });
    for (const [numSignatures, refusal] of [
      [0, "Invalid value for parameter numSignatures"],
      [6, "Numbers of signatures is too high"],
      ["1", "Missing (or invalid type) integer parameter numSignatures"],
    ] as const)
      assert.equal(
        (await authorize({ PIN }, { numSignatures })).refused,
        `invalid_request: ${refusal}`,
      );
    set({ scal: "2" });
    assert.match(await refused({ PIN }), /array parameter hash$/);
    set({ scal: "1" });
    const credential = simulator.trust.findCredential(credentialID);
    assert.ok(credential);
    credential.enabled = false;
    assert.match(await refused({ PIN }), /is disabled$/);
  });

  it("signs a hash with the SAD, which Node verifies, as often as was authorised", async () => {
    const { json } = await authorize({ PIN, OTP: await newCode() }, { numSignatures: 2 });
    const hash = createHash("sha256").update("text").digest("base64");
    const sign = (changes = {}) =>
      client.call("signatures/signHash", {
        credentialID,
        SAD: json["SAD"],
        hash: [hash],
        signAlgo: "1.2.840.113549.1.1.1",
        hashAlgo: "2.16.840.1.101.3.4.2.1",
        ...changes,
      });
    const [signature = ""] = (await sign()).json["signatures"] as string[];
    const der = simulator.trust.findCredential(credentialID)?.der ?? Buffer.alloc(0);
    const { publicKey } = new X509Certificate(der);
    const bytes = Buffer.from(signature, "base64");
    assert.ok(verify("sha256", Buffer.from("text"), publicKey, bytes));
    assert.equal(
      (await sign({ hash: ["AAAA"] })).refused,
      "invalid_request: Invalid digest value length",
    );
    assert.equal(
      (await sign({ signAlgo: "1.2.3" })).refused,
      "invalid_request: Invalid parameter signAlgo",
    );
    assert.equal((await sign({ signAlgo: "1.2.840.113549.1.1.11" })).status, 200);
    assert.equal((await sign()).refused, "invalid_request: Invalid parameter SAD");
  });

  it("an old SAD is expired, and one of another credential is none", async () => {
    const { json } = await authorize({ PIN, OTP: await newCode() });
    const body = {
      SAD: json["SAD"],
      hash: [createHash("sha256").digest("base64")],
      signAlgo: "1.2.840.113549.1.1.11",
    };
    const other = await client.call("signatures/signHash", { ...body, credentialID: "CRED-1002" });
    assert.equal(other.refused, "invalid_request: Invalid parameter SAD");
    await simulator.clock.advance(3_600_001);
    const fresh = await loggedIn(simulator);
    const late = await fresh.call("signatures/signHash", { ...body, credentialID });
    assert.equal(late.refused, "invalid_request: SAD expired");
  });

  it("takes JSON objects only", async () => {
    for (const body of ["[]", "x", "null"])
      assert.match(
        (await client.call("info", body as unknown as Record<string, unknown>, { wrong: true }))
          .refused,
        /^invalid_request: /,
      );
  });
});
