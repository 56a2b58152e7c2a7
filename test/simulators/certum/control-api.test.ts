import assert from "node:assert/strict";
import {
  customerOf,
  number,
  readyToActivate,
  smimeRequest,
  startFriday,
} from "../testing/certum-visits.js";
import type { CertumSimulator } from "./index.js";

type Json = Record<string, unknown>;

describe("The control address of Certum", () => {
  let simulator: CertumSimulator;

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
  const order = "orders/0000123456";

  it("tells the addresses and the roots", async () => {
    const { json } = await call("GET", "");
    assert.deepEqual(json, { ...simulator.addresses, roots: simulator.roots });
    assert.equal(json["partnerUrl"], `${simulator.addresses.portalUrl}service/PartnerApi.wsdl`);
  });

  it("drives an order from its data to its certificate", async () => {
    const visitor = await customerOf(simulator);
    await visitor.sendData();
    const rejected = await call("POST", `${order}/reject-data`, { reason: "brak KRS" });
    assert.equal(rejected.json["status"], "Waiting for activation");
    await visitor.sendData();
    const approved = await call("POST", `${order}/approve-data`);
    assert.equal(approved.json["organizationIdentifier"], "NTRPL-0000123456");
    const twice = await call("POST", `${order}/approve-data`);
    assert.deepEqual([twice.status, twice.json["error"]], [409, "order.not-in-review"]);
    await visitor.sendEmail();
    await visitor.follow();
    await visitor.activate(await smimeRequest());
    const refused = await call("POST", `${order}/reject-issuing`, { reason: "nie" });
    assert.equal(refused.json["status"], "Rejected");
    await visitor.activate(await smimeRequest());
    assert.equal((await call("POST", `${order}/issue`, { certificate: "nice" })).status, 400);
    const issued = await call("POST", `${order}/issue`, { certificate: "too-long" });
    assert.deepEqual([issued.json["status"], issued.json["variant"]], ["Issued", "too-long"]);
    const handed = await call("POST", `${order}/hand-out`, { certificate: "valid" });
    assert.match(String(handed.json["certificatePem"]), /^-----BEGIN CERTIFICATE-----/);
    assert.equal((await call("POST", `${order}/hand-out`, {})).status, 400);
    const { json } = await call("GET", `orders/${encodeURIComponent(number)}`);
    assert.equal(json["variant"], "valid");
    assert.equal((await call("GET", "orders/1")).json["error"], "order.unknown");
  });

  it("takes orders as the shop does, each number once", async () => {
    const { status, json } = await call("POST", "orders", { days: "365" });
    assert.deepEqual(
      [status, json["number"], json["customer"]],
      [201, "ORDER/0000123458/dk", "anna.nowak"],
    );
    const own = { number: "ORDER/0000777777/pl", customer: "jan.kowalski" };
    assert.equal((await call("POST", "orders", own)).status, 201);
    assert.equal((await call("POST", "orders", own)).json["error"], "order.duplicate");
    assert.equal((await call("POST", "orders", { number: "7" })).json["error"], "input.wrong");
    assert.equal(((await call("GET", "orders")).json["orders"] as unknown[]).length, 4);
  });

  it("knows customers, and opens them again", async () => {
    await call("POST", "customers", { user: "ewa", password: "Panel3Ewa" });
    for (const password of ["a", "b", "c"]) {
      const visitor = await customerOf(simulator);
      await visitor.logIn("ewa", password);
    }
    const closed = (await call("GET", "customers")).json["customers"];
    assert.deepEqual((closed as Json[]).at(-1), { user: "ewa", closed: true });
    const opened = (await call("POST", "customers/ewa/reopen")).json["customers"];
    assert.deepEqual((opened as Json[]).at(-1), { user: "ewa", closed: false });
  });

  it("knows organizations and mailboxes from earlier", async () => {
    const organization = {
      customer: "anna.nowak",
      organization: "Przykład Sp. z o.o.",
      ...{ country: "PL", state: "zachodniopomorskie", locality: "Szczecin" },
      ...{ type: "NIP", number: "851-00-00-000", verifiedOn: "2025-01-31" },
    };
    const { status, json } = await call("POST", "organizations", organization);
    assert.deepEqual([status, json["verifiedUntil"]], [201, "2027-05-06"]);
    const visitor = await customerOf(simulator);
    await visitor.sendData({ organizationId: String(json["id"]) });
    await call("POST", "mailboxes", { customer: "anna.nowak", address: "a@b.example" });
    await visitor.sendEmail("a@b.example");
    const { steps } = await visitor.order();
    assert.deepEqual(steps, { data: "verified", email: "verified", activation: "awaiting-data" });
    const { json: state } = await call("GET", "state");
    const [known] = state["organizations"] as Json[];
    assert.equal(known?.["organizationIdentifier"], "VATPL-8510000000");
    for (const wrong of [{ verifiedOn: "soon" }, { type: "XYZ" }])
      assert.equal(
        (await call("POST", "organizations", { ...organization, ...wrong })).status,
        400,
      );
  });

  it("issues the certificate that is there before, and revokes it", async () => {
    const request = {
      notAfter: "2026-12-20T09:00:00Z",
      algorithm: "ec-p256",
      subject: { commonName: "biuro@przyklad.example" },
    };
    const { status, json } = await call("POST", "certificates", request);
    assert.equal(status, 201);
    assert.match(String(json["privateKeyPem"]), /^-----BEGIN PRIVATE KEY-----/);
    const revoked = await call("POST", `certificates/${String(json["serial"])}/revoke`);
    assert.equal(revoked.json["revokedAt"], "2026-11-20T09:00:00.000Z");
    assert.equal((await call("POST", "certificates/00/revoke")).status, 404);
    assert.equal((await call("POST", "certificates", {})).status, 400);
  });

  it("changes what is done by itself", async () => {
    await call("POST", "automatic", { reviewAfter: 5 });
    assert.deepEqual((await call("GET", "automatic")).json, { reviewAfter: 5 });
    const visitor = await customerOf(simulator);
    await visitor.sendData();
    await call("POST", "clock", { advance: 5 });
    assert.equal((await visitor.order()).steps.data, "verified");
  });

  it("gives the whole state, with what was counted", async () => {
    const visitor = await readyToActivate(simulator);
    const request = await smimeRequest();
    await visitor.activate(request, { reference: "A-1" });
    await visitor.activate(request, { reference: "A-1" });
    await simulator.review.issue(number);
    const { json } = await call("GET", "state");
    assert.deepEqual(json["certificatesPerKey"], { [request.spkiHash]: 1 });
    assert.deepEqual(json["mailsPerSubject"], {
      [`Certum - confirm your e-mail address (${number})`]: 1,
      [`Certum - certificate for ${number} has been issued`]: 1,
    });
    assert.deepEqual(json["counters"], {
      "activations.accepted": 1,
      "activations.duplicates": 1,
      "activations.refused.activation.duplicate": 1,
      "certificates.issued": 1,
      "data.accepted": 1,
      "emails.accepted": 1,
      "emails.sent": 1,
      "links.accepted": 1,
      "logins.accepted": 1,
    });
    assert.ok("partner" in json);
  });
});
