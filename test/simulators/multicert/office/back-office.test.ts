import assert from "node:assert/strict";
import type { MulticertSimulator } from "../index.js";
import { askOffice, friday, startFriday } from "../testing/multicert-visits.js";
import { sendJson } from "../testing/json-request.js";

type Json = Record<string, unknown>;

describe("Sign'Stash's back office, simulated", () => {
  let simulator: MulticertSimulator;

  beforeEach(async () => {
    simulator = await startFriday();
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const get = (path: string, token?: string) => askOffice(simulator, "GET", path, undefined, token);
  const refused = async (path: string, token?: string) => {
    const { status, refused: code } = await get(path, token);
    return [status, code];
  };
  const token = (form: Readonly<Record<string, string>>, path = "token") => {
    const url = new URL(`api/oauth2/${path}`, simulator.addresses.officeUrl);
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return sendJson(simulator, "POST", url, new URLSearchParams(form).toString(), headers);
  };
  const client = { client_id: "exemplo", client_secret: "Client-Secret-1" };

  it("gives a client a token for an hour, which acts for an operator", async () => {
    const { json } = await token({ grant_type: "client_credentials", ...client });
    assert.deepEqual([json["token_type"], json["expires_in"]], ["Bearer", 3600]);
    const value = String(json["access_token"]);
    const me = (await get("me", value)).json;
    assert.deepEqual(me["account"], { id: "ACC-1", name: "Exemplo, S.A." });
    assert.equal((me["operator"] as Json)["name"], "Rui Martins");
    await simulator.clock.advance(3_600_001);
    assert.deepEqual(await refused("me", value), [401, "token.expired"]);
  });

  it("refuses other clients and other grants, takes a token back, and knows no other", async () => {
    const grant = { grant_type: "client_credentials" };
    const wrong = await token({ ...grant, ...client, client_secret: "x" });
    assert.deepEqual([wrong.status, wrong.json["error"]], [401, "invalid_client"]);
    const other = await token({ grant_type: "password", ...client });
    assert.deepEqual([other.status, other.json["error"]], [400, "unsupported_grant_type"]);
    const value = String((await token({ ...grant, ...client })).json["access_token"]);
    assert.equal((await token({ ...client, token: value }, "revoke")).status, 200);
    assert.deepEqual(await refused("me", value), [401, "token.invalid"]);
    assert.equal((await token({ ...client, token: value }, "revoke")).status, 200);
    assert.deepEqual(await refused("me", ""), [401, "token.missing"]);
  });

  it("an operator's own token does not run out", async () => {
    await simulator.clock.advance(400 * 24 * 3_600_000);
    const { json } = await get("me");
    assert.equal((json["operator"] as Json)["role"], "administrator");
  });

  it("lists the account's operators with mail, role and language, and no other's", async () => {
    const { operators } = (await get("operators")).json as { operators: Json[] };
    assert.deepEqual(operators[0], {
      id: "OP-1",
      name: "Ana Sousa",
      email: "ana.sousa@exemplo.example",
      role: "administrator",
      language: "pt",
    });
    assert.deepEqual(
      operators.map(({ id }) => id),
      ["OP-1", "OP-2", "OP-3"],
    );
  });

  it("shows a certificate with its grant, its limits and where it is", async () => {
    const { certificates } = (await get("certificates")).json as { certificates: Json[] };
    assert.deepEqual(
      certificates.map(({ id }) => id),
      ["CERT-1", "CERT-2", "CERT-3"],
    );
    const { json } = await get("certificates/CERT-1");
    assert.deepEqual(json, certificates[0]);
    assert.deepEqual(json["authority"], {
      name: "Multicert (simulated)",
      cscUrl: simulator.addresses.cscUrl,
    });
    assert.deepEqual(json["access"], {
      state: "Active",
      grantedAt: "2026-09-26T09:00:00.000Z",
      expiresAt: "2026-11-25T09:00:00.000Z",
      signatures: 0,
      signaturesLimit: 1_000_000_000,
      grants: 1,
    });
  });

  it("refuses an unknown certificate, and another account's by another code", async () => {
    assert.deepEqual(await refused("certificates/CERT-0"), [404, "certificate.unknown (CERT-0)"]);
    assert.deepEqual(await refused("certificates/CERT-9"), [
      403,
      "certificate.other-account (CERT-9)",
    ]);
    assert.deepEqual(await refused("services/SRV-9"), [404, "service.unknown (SRV-9)"]);
    assert.deepEqual(await refused("renewals/REN-000001"), [404, "renewal.unknown (REN-000001)"]);
  });

  it("suspends all services of a certificate at the instant its grant ends, and those only", async () => {
    simulator.office.services.get("SRV-2").status = "Inactive";
    await simulator.clock.set(new Date("2026-11-25T09:00:00Z"));
    const { services } = (await get("certificates/CERT-1/services")).json as { services: Json[] };
    const ended = {
      at: "2026-11-25T09:00:00.000Z",
      by: "access-expired",
      status: "Inactive",
    };
    assert.deepEqual(services, [
      {
        id: "SRV-1",
        name: "Invoicing",
        certificate: "CERT-1",
        status: "Inactive",
        lastChange: ended,
      },
      { id: "SRV-2", name: "Contracts", certificate: "CERT-1", status: "Inactive" },
    ]);
    assert.equal((await get("services/SRV-3")).json["status"], "Active");
    assert.equal(simulator.world.counters.get("office.services.suspended"), 1);
  });

  it("a clock that is set back revives neither the grant nor the services", async () => {
    await simulator.clock.set(new Date("2026-11-26T00:00:00Z"));
    await simulator.clock.set(friday);
    const { access } = (await get("certificates/CERT-1")).json as { access: Json };
    assert.deepEqual(
      [access["state"], access["blocked"]],
      ["Blocked", { at: "2026-11-25T09:00:00.000Z", by: "time" }],
    );
    assert.equal((await get("services/SRV-1")).json["status"], "Inactive");
  });

  it("a viewer looks at everything and changes nothing", async () => {
    const viewer = "operator-token-eva";
    assert.equal((await get("certificates", viewer)).status, 200);
    for (const [method, path, body] of [
      ["POST", "certificates/CERT-1/renewals", { reference: "R" }],
      ["PUT", "services/SRV-1/status", { reference: "S", status: "Inactive" }],
    ] as const) {
      const answer = await askOffice(simulator, method, path, body, viewer);
      assert.deepEqual([answer.status, answer.refused], [403, "operator.role (viewer)"]);
    }
    assert.deepEqual(simulator.office.renewals.list(), []);
  });

  it("mails its own notices daily to every operator, in their language, once they are wanted", async () => {
    await simulator.clock.set(new Date("2026-11-21T08:00:00Z"));
    assert.equal(simulator.mailbox.list().length, 0);
    simulator.automatic = { notices: true };
    await simulator.clock.set(new Date("2026-11-23T08:00:00Z"));
    const mails = simulator.mailbox.list();
    assert.deepEqual(
      mails.map(({ to, at }) => `${at.toISOString().slice(8, 13)} ${to.split("@")[0]}`),
      ["22T08", "23T08"].flatMap((day) =>
        ["ana.sousa", "rui.martins", "eva.lopes"].map((name) => `${day} ${name}`),
      ),
    );
    assert.match(mails[0]?.subject ?? "", /renove o acesso/);
    assert.match(mails[1]?.subject ?? "", /renew the access/);
    assert.match(mails[1]?.text ?? "", /2026-11-25/);
  });
});
