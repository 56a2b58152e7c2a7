import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { openssl } from "../../testing/openssl.js";
import type { MulticertSimulator } from "../index.js";
import { mailedCode } from "../testing/csc-client.js";
import {
  askOffice,
  Authorization,
  callbackOf,
  loggedIn,
  obtainSad,
  startFriday,
} from "../testing/multicert-visits.js";

type Json = Record<string, unknown>;

describe("A renewal at Sign'Stash's back office, simulated", () => {
  let simulator: MulticertSimulator;

  beforeEach(async () => {
    simulator = await startFriday();
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const get = async (path: string) => (await askOffice(simulator, "GET", path)).json;
  const start = async (reference = "R-1", certificate = "CERT-1") =>
    askOffice(simulator, "POST", `certificates/${certificate}/renewals`, { reference });
  const authorize = (sad: unknown, credentialId = "CRED-1001", id = "REN-000001") =>
    askOffice(simulator, "POST", `renewals/${id}/authorization`, { credentialId, sad });
  const access = async () => (await get("certificates/CERT-1"))["access"] as Json;
  const setStatus = (service: string, reference: string, status = "Active") =>
    askOffice(simulator, "PUT", `services/${service}/status`, { reference, status });
  const sign = (hash: Buffer, service?: string) =>
    askOffice(simulator, "POST", "certificates/CERT-1/signatures", {
      hash: hash.toString("base64"),
      hashAlgorithm: "SHA-256",
      ...(service === undefined ? {} : { service }),
    });

  it("says where, as which client and for what the authority is asked", async () => {
    const { status, json } = await start();
    assert.equal(status, 201);
    assert.deepEqual(json["authorization"], {
      cscUrl: simulator.addresses.cscUrl,
      clientId: "signstash-desktop",
      credentialId: "CRED-1001",
      numSignatures: 1_000_000_000,
      description: "Sign'Stash's access to CERT-1",
    });
    assert.deepEqual(
      [json["state"], json["startedAt"], json["validUntil"]],
      ["open", "2026-11-20T09:00:00.000Z", "2026-11-20T10:00:00.000Z"],
    );
  });

  it("begins a grant of 60 days with the SAD, once, and is found by its reference", async () => {
    await start();
    const sad = await obtainSad(simulator);
    const { status, json } = await authorize(sad);
    assert.deepEqual([status, json["state"]], [200, "completed"]);
    assert.deepEqual(await access(), {
      state: "Active",
      grantedAt: "2026-11-20T09:00:00.000Z",
      expiresAt: "2027-01-19T09:00:00.000Z",
      signatures: 0,
      signaturesLimit: 1_000_000_000,
      grants: 2,
    });
    const again = await authorize(sad);
    assert.deepEqual([again.status, again.refused], [409, "renewal.not-open (completed)"]);
    assert.deepEqual((await get("renewals?reference=R-1"))["renewals"], [json]);
    assert.deepEqual((await get("renewals?reference=R-2"))["renewals"], []);
    assert.deepEqual(simulator.state()["grantsPerCertificate"], {
      "CERT-1": 2,
      "CERT-2": 1,
      "CERT-3": 1,
      "CERT-9": 1,
    });
  });

  it("takes a token of the scope credential in the place of the SAD, and of no other scope", async () => {
    await simulator.close();
    simulator = await startFriday({
      credential: { authMode: "oauth2code", otpPresence: "false" },
    });
    await start();
    const client = await loggedIn(simulator);
    assert.equal((await authorize(client.token)).refused, "authorization.invalid");
    const authorization = new Authorization(simulator);
    const numSignatures = "1000000000";
    const scope = { scope: "credential", credentialID: "CRED-1001", numSignatures };
    const login = await authorization.logIn(await authorization.open(scope));
    const page = await authorization.follow(login);
    const callback = callbackOf(await authorization.decide(page, "allow", { pin: "481516" }));
    const { json } = await client.form(
      "token",
      authorization.redemption(callback.get("code") ?? ""),
    );
    assert.equal((await authorize(json["access_token"])).json["state"], "completed");
  });

  it("a reference is good once for ever, and a certificate has one open renewal", async () => {
    assert.equal((await start("")).refused, "reference.missing");
    assert.equal((await start("x".repeat(65))).refused, "reference.missing");
    await start("R-1");
    assert.equal((await start("R-1")).refused, "renewal.duplicate (REN-000001)");
    assert.equal((await start("R-2")).refused, "renewal.open (R-1)");
    const cancelled = await askOffice(simulator, "POST", "renewals/REN-000001/cancel");
    assert.equal(cancelled.json["state"], "cancelled");
    assert.equal((await start("R-1")).refused, "renewal.duplicate (REN-000001)");
    assert.equal((await start("R-2")).status, 201);
    assert.deepEqual(simulator.state()["renewalsPerReference"], { "R-1": 1, "R-2": 1 });
  });

  it("an open renewal expires after an hour, and then another one begins", async () => {
    await start();
    await simulator.clock.advance(3_600_001);
    assert.equal((await get("renewals/REN-000001"))["state"], "expired");
    const sad = await obtainSad(simulator);
    assert.equal((await authorize(sad)).refused, "renewal.not-open (expired)");
    assert.equal((await start("R-2")).status, 201);
    assert.equal((await authorize(sad, "CRED-1001", "REN-000002")).status, 200);
  });

  it("refuses what the authority did not give, and stays open", async () => {
    await start();
    assert.equal((await authorize("guessed")).refused, "authorization.invalid");
    const sad = await obtainSad(simulator);
    assert.equal((await authorize(sad, "CRED-1002")).refused, "authorization.other-credential");
    const client = await loggedIn(simulator);
    await client.call("credentials/sendOTP", { credentialID: "CRED-1002" });
    const other = { credentialID: "CRED-1002", OTP: mailedCode(simulator) };
    const { json } = await client.call("credentials/authorize", { ...other, numSignatures: 1 });
    assert.equal((await authorize(json["SAD"])).refused, "authorization.other-credential");
    simulator.office.renewals.authorityReachable = false;
    const down = await authorize(sad);
    assert.deepEqual([down.status, down.refused], [502, "authority.unreachable"]);
    simulator.office.renewals.authorityReachable = true;
    assert.equal((await authorize(sad)).json["state"], "completed");
  });

  it("refuses a SAD for fewer signatures, and one that is too old", async () => {
    await start("R-1", "CERT-2");
    const client = await loggedIn(simulator);
    const sad = async (numSignatures: number): Promise<unknown> => {
      await client.call("credentials/sendOTP", { credentialID: "CRED-1002" });
      const OTP = mailedCode(simulator);
      const body = { credentialID: "CRED-1002", OTP, numSignatures };
      return (await client.call("credentials/authorize", body)).json["SAD"];
    };
    const few = await authorize(await sad(5), "CRED-1002");
    assert.equal(few.refused, "authorization.too-few (5)");
    const old = await sad(1_000_000_000);
    await simulator.clock.advance(3_600_001);
    await start("R-2", "CERT-2");
    const late = await authorize(old, "CRED-1002", "REN-000002");
    assert.equal(late.refused, "authorization.expired");
  });

  it("says that it is done although the expiry did not move, or moved less, when it is told to", async () => {
    simulator.office.certificates.get("CERT-1").renewal = "expiry-stays";
    await start();
    assert.equal((await authorize(await obtainSad(simulator))).json["state"], "completed");
    const { expiresAt, grants } = await access();
    assert.deepEqual([expiresAt, grants], ["2026-11-25T09:00:00.000Z", 1]);
    simulator.office.certificates.get("CERT-1").renewal = "short";
    await start("R-2");
    await authorize(await obtainSad(simulator), "CRED-1001", "REN-000002");
    assert.equal((await access())["expiresAt"], "2026-12-20T09:00:00.000Z");
  });

  it("no renewal sets a suspended service to Active; the operator does, one by one", async () => {
    await simulator.clock.set(new Date("2026-11-26T09:00:00Z"));
    assert.equal((await setStatus("SRV-1", "S-1")).refused, "service.access-blocked");
    await start();
    await authorize(await obtainSad(simulator));
    assert.equal((await get("services/SRV-1"))["status"], "Inactive");
    const { json } = await setStatus("SRV-1", "S-1");
    assert.deepEqual(
      [json["status"], json["lastChange"]],
      [
        "Active",
        {
          at: "2026-11-26T09:00:00.000Z",
          by: "operator",
          status: "Active",
          reference: "S-1",
          operator: "OP-1",
        },
      ],
    );
    assert.equal((await setStatus("SRV-1", "S-1")).refused, "change.duplicate (S-1)");
    assert.equal((await get("services/SRV-2"))["status"], "Inactive");
    assert.deepEqual(simulator.state()["changesPerReference"], { "S-1": 1 });
  });

  it("a service that will not turn Active refuses, or only says that it does", async () => {
    const service = simulator.office.services.get("SRV-1");
    service.status = "Inactive";
    service.variant = "refuses";
    assert.equal((await setStatus("SRV-1", "S-1")).refused, "service.refused (Contract suspended)");
    service.variant = "stays";
    const { status, json } = await setStatus("SRV-1", "S-1");
    assert.deepEqual([status, json["status"]], [200, "Inactive"]);
    service.variant = "normal";
    assert.equal((await setStatus("SRV-1", "S-1")).json["status"], "Active");
    assert.equal((await setStatus("SRV-1", "")).refused, "reference.missing");
    assert.equal((await setStatus("SRV-1", "S-2", "Asleep")).refused, "input.wrong (status)");
  });

  it("signs while the grant lives, not while it is blocked, and again after the renewal", async () => {
    const text = "a text that means nothing";
    const hash = createHash("sha256").update(text).digest();
    const signed = (await sign(hash, "SRV-1")).json;
    const signature = Buffer.from(String(signed["signature"]), "base64");
    const certificate = Buffer.from(String(signed["certificate"]), "base64");
    const publicKey = await openssl(
      { certificate },
      ...["x509", "-inform", "DER", "-in", "{certificate}", "-noout", "-pubkey", "-out", "{out}"],
    );
    await openssl(
      { signature, publicKey, text },
      ...["dgst", "-sha256", "-verify", "{publicKey}", "-signature", "{signature}"],
      ...["-out", "{out}", "{text}"],
    );
    assert.equal((await access())["signatures"], 1);
    await simulator.clock.set(new Date("2026-11-26T09:00:00Z"));
    const blocked = await sign(hash);
    assert.deepEqual(
      [blocked.status, blocked.refused],
      [403, "INVALID_CERT_ACCESS_ACCOUNT (CERT-1)"],
    );
    await start();
    await authorize(await obtainSad(simulator));
    assert.equal((await sign(hash)).status, 200);
    assert.equal((await sign(hash, "SRV-1")).refused, "service.inactive (SRV-1)");
    assert.equal((await sign(hash, "SRV-3")).refused, "service.unknown (SRV-3)");
    assert.equal((await sign(hash.subarray(1))).refused, "hash.wrong-length");
  });

  it("the thousand millionth signature is the last one, and suspends the services", async () => {
    const hash = createHash("sha256").digest();
    simulator.office.certificates.get("CERT-1").access.use(999_999_999);
    assert.equal((await sign(hash)).status, 200);
    assert.match((await sign(hash)).refused, /^INVALID_CERT_ACCESS_ACCOUNT/);
    assert.equal(((await access())["blocked"] as Json)["by"], "usage");
    assert.equal((await get("services/SRV-1"))["status"], "Inactive");
  });
});
