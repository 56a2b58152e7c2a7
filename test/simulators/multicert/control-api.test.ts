import assert from "node:assert/strict";
import type { MulticertSimulator } from "./index.js";
import { Authorization, callbackOf, askOffice, startFriday } from "./testing/multicert-visits.js";

type Json = Record<string, unknown>;

describe("The control address of Multicert", () => {
  let simulator: MulticertSimulator;

  beforeEach(async () => {
    simulator = await startFriday();
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const call = async (method: string, path: string, body?: Json) => {
    const answer = await fetch(new URL(path, simulator.addresses.controlUrl), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, json: (await answer.json()) as Json };
  };
  const post = async (path: string, body: Json) => (await call("POST", path, body)).json;

  it("tells the addresses and the roots", async () => {
    const { json } = await call("GET", "");
    assert.deepEqual(json, { ...simulator.addresses, roots: simulator.roots });
  });

  it("sets the usage counter, the last grant, and what a renewal does", async () => {
    const used = await post("certificates/CERT-1", { signatures: 900_000_001 });
    assert.equal((used["access"] as Json)["signatures"], 900_000_001);
    const old = await post("certificates/CERT-2", { grantedAt: "2026-09-21T09:00:00Z" });
    assert.deepEqual(
      [(old["access"] as Json)["state"], (old["access"] as Json)["expiresAt"]],
      ["Blocked", "2026-11-20T09:00:00.000Z"],
    );
    assert.equal((await post("certificates/CERT-1", { renewal: "short" }))["renewal"], "short");
    assert.equal((await call("POST", "certificates/CERT-1", { renewal: "x" })).status, 400);
    assert.equal((await call("POST", "certificates/CERT-1", { signatures: 0.5 })).status, 400);
    assert.equal((await call("POST", "certificates/CERT-0", {})).status, 404);
  });

  it("a grant that was backdated ends at its new instant", async () => {
    await post("certificates/CERT-2", { grantedAt: "2026-09-22T09:00:00Z" });
    await simulator.clock.set(new Date("2026-11-21T09:00:00Z"));
    const { services } = simulator.state() as { services: Json[] };
    const payroll = services.find(({ id }) => id === "SRV-3");
    assert.equal(payroll?.["status"], "Inactive");
  });

  it("adds certificates, services and operators, and changes services", async () => {
    const certificate = { id: "CERT-7", credentialId: "CRED-1001", grantedDaysAgo: 1 };
    assert.equal((await post("certificates", certificate))["account"], "ACC-1");
    const wrong = await call("POST", "certificates", { id: "CERT-8", credentialId: "CRED-0" });
    assert.equal(wrong.json["error"], "certificate.no-credential");
    await post("services", { id: "SRV-7", name: "New", certificate: "CERT-7" });
    const service = await post("services/SRV-7", { status: "Inactive", variant: "stays" });
    assert.deepEqual([service["status"], service["variant"]], ["Inactive", "stays"]);
    const operator = { id: "OP-1", name: "Ana", email: "a@b.example", language: "en" };
    await post("operators", { ...operator, role: "viewer" });
    const renewals = "certificates/CERT-7/renewals";
    const answer = await askOffice(simulator, "POST", renewals, { reference: "R" });
    assert.equal(answer.refused, "operator.role (viewer)");
  });

  it("takes tokens of the back office back, and cuts it off from the authority", async () => {
    assert.deepEqual(await post("office", { authorityReachable: false, revokeTokens: true }), {
      authorityReachable: false,
    });
    assert.equal((await askOffice(simulator, "GET", "me")).refused, "token.invalid");
  });

  it("changes and unlocks credentials, never telling a PIN", async () => {
    const changed = await post("credentials/CRED-1001", {
      pin: "999",
      otpPresence: "false",
      authMode: "oauth2code",
    });
    assert.deepEqual([changed["authMode"], changed["pin"]], ["oauth2code", undefined]);
    const credential = simulator.trust.findCredential("CRED-1001");
    for (let time = 0; time < 3; time++) credential?.tryPin("0");
    const { trust } = (await call("GET", "state")).json as { trust: { credentials: Json[] } };
    assert.equal(trust.credentials[0]?.["pinLocked"], true);
    assert.equal((await post("credentials/CRED-1001/unlock", {}))["pinLocked"], false);
    assert.equal((await call("POST", "credentials/CRED-0/unlock")).status, 404);
  });

  it("chooses what the browser brings back, and opens closed accounts", async () => {
    await post("trust", { callback: "no-state" });
    assert.equal((await new Authorization(simulator).allow()).get("state"), null);
    assert.equal((await call("POST", "trust", { callback: "other" })).status, 400);
    for (let time = 0; time < 3; time++) {
      const authorization = new Authorization(simulator);
      await authorization.logIn(await authorization.open(), "ana.sousa", "wrong");
    }
    assert.ok(simulator.trust.lock.isClosed("ana.sousa"));
    await post("trust-accounts/ana.sousa/reopen", {});
    assert.ok((await new Authorization(simulator).allow()).has("code"));
  });

  it("turns notices on and off", async () => {
    await post("automatic", { notices: true });
    assert.deepEqual((await call("GET", "automatic")).json, { notices: true });
  });

  it("counts what was accepted and what was refused", async () => {
    const renew = (reference: string) =>
      askOffice(simulator, "POST", "certificates/CERT-1/renewals", { reference });
    await renew("R-1");
    await renew("R-1");
    await renew("R-2");
    const authorization = new Authorization(simulator);
    const login = await authorization.logIn(await authorization.open());
    callbackOf(await authorization.decide(await authorization.follow(login), "deny"));
    assert.deepEqual(simulator.state()["counters"], {
      "office.renewals.accepted": 1,
      "office.renewals.duplicates": 1,
      "office.renewals.refused.renewal.duplicate": 1,
      "office.renewals.refused.renewal.open": 1,
      "trust.consents.denied": 1,
      "trust.logins.accepted": 1,
    });
  });
});
