import assert from "node:assert/strict";
import { Browser } from "../../testing/browser.js";
import {
  friday,
  issueToken,
  openForm,
  orderFor,
  placeRenewal,
  renewalFields,
  renewalNumber,
  type TestToken,
} from "../../testing/digisign-visits.js";
import { createRequest } from "../../testing/requests.js";
import { startDigisignSimulator, type DigisignSimulator } from "../index.js";
import { requestOf } from "../../testing/holder-request.js";

describe("The simulated portal of DigiSign", () => {
  let simulator: DigisignSimulator;
  let token: TestToken;
  const count = (name: string): number => simulator.world.counters.get(name);
  const orders = (): string => `${simulator.addresses.portalUrl}portal/renewal/orders`;
  const refusal = async (fields: Record<string, string | Blob>): Promise<unknown[]> => {
    const { status, code, detail } = await placeRenewal(simulator, renewalFields(token, fields));
    return [status, code, detail];
  };

  beforeEach(async () => {
    simulator = await startDigisignSimulator({ now: friday });
    token = await issueToken(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  it("takes an order for the same key and sends the client to its page", async () => {
    const answer = await placeRenewal(simulator, renewalFields(token, { reference: "R & 1" }));
    assert.equal(answer.status, 303);
    const location = "/portal/renewal/orders/RC-2026-000123?reference=R%20%26%201";
    assert.equal(answer.headers.location, location);
    const browser = new Browser(simulator.roots.tls);
    const page = await browser.get(new URL(location, simulator.addresses.portalUrl).href);
    assert.match(page.text, /data-number="RC-2026-000123" data-state="documents"/);
    assert.deepEqual(await browser.json(`${orders()}?reference=R%20%26%201`), {
      orders: [
        {
          number: "RC-2026-000123",
          reference: "R & 1",
          certificateSha256: token.sha256,
          spkiHash: token.spkiHash,
          state: "documents",
          issuingDate: "2026-11-25",
          placedAt: "2026-11-20T09:00:00.000Z",
        },
      ],
    });
    assert.equal(count("orders.accepted"), 1);
  });

  it("takes an order for a new key, whether the request states the holder or nothing", async () => {
    for (const states of [true, false]) {
      const other = await issueToken(simulator);
      const request = await requestOf(states ? other.certificatePem : undefined);
      const number = await orderFor(simulator, other, { csr: new Blob([request.pem]) });
      assert.equal(simulator.world.orders.get(number).spkiHash, request.spkiHash);
    }
  });

  it("takes an order for the same key from a browser, which sends a file that was not chosen without name", async () => {
    const number = await orderFor(simulator, token, { csr: new File([], "") });
    assert.equal(simulator.world.orders.get(number).spkiHash, token.spkiHash);
    assert.equal((await refusal({ certificate: new File([], "") }))[2], "certificate");
    assert.equal(
      (await refusal({ certificate: new File([], "empty.pem") }))[1],
      "certificate.unreadable",
    );
  });

  it("finds nothing by a reference that nobody used, and shows an order to no stranger", async () => {
    const number = await orderFor(simulator, token);
    const browser = new Browser(simulator.roots.tls);
    assert.deepEqual(await browser.json(`${orders()}?reference=other`), { orders: [] });
    assert.equal(
      (await browser.get(`${orders()}/${number}?reference=other`)).code,
      "order.unknown",
    );
    assert.equal((await browser.get(`${orders()}/${number}`)).code, "order.unknown");
  });

  it("accepts one of twenty simultaneous orders", async () => {
    const fields = renewalFields(token);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => placeRenewal(simulator, fields)),
    );
    assert.equal(answers.filter(({ status }) => status === 303).length, 1);
    assert.equal(answers.filter(({ code }) => code === "order.duplicate").length, 19);
    assert.deepEqual([count("orders.accepted"), count("orders.duplicates")], [1, 19]);
    assert.equal(simulator.mailbox.list().length, 1);
  });

  it("refuses a reference that was used before, for whatever certificate, and names its order", async () => {
    const number = await orderFor(simulator, token, { reference: "R-1" });
    const other = renewalFields(await issueToken(simulator), { reference: "R-1" });
    const answer = await placeRenewal(simulator, other);
    assert.deepEqual([answer.status, answer.code, answer.detail], [409, "order.duplicate", number]);
  });

  it("refuses a second order for a certificate until the first one is cancelled", async () => {
    const number = await orderFor(simulator, token);
    assert.deepEqual(await refusal({}), [409, "order.duplicate", number]);
    simulator.review.cancel(number, "by telephone");
    assert.notEqual(await orderFor(simulator, token), number);
  });

  for (const name of ["reference", "issuingDate", "email", "country"])
    it(`refuses an order without ${name}`, async () => {
      assert.deepEqual(await refusal({ [name]: " " }), [400, "order.missing-field", name]);
    });

  it("refuses an order without the certificate, or with an address that is none", async () => {
    assert.deepEqual(await refusal({ certificate: "text" }), [
      400,
      "order.missing-field",
      "certificate",
    ]);
    assert.deepEqual(await refusal({ email: "ana" }), [400, "order.missing-field", "email"]);
    assert.deepEqual(await refusal({ country: "Romania" }), [
      400,
      "order.missing-field",
      "country",
    ]);
  });

  it("does not ask for telephone, organization and locality", async () => {
    const answer = await placeRenewal(
      simulator,
      renewalFields(token, { phone: "", organization: "", locality: "" }),
    );
    assert.equal(answer.status, 303);
  });

  it("refuses what is no certificate", async () => {
    for (const file of ["", "none", token.certificatePem.repeat(2)])
      assert.equal((await refusal({ certificate: new Blob([file]) }))[1], "certificate.unreadable");
  });

  for (const issuer of ["foreign", "impostor"] as const)
    it(`refuses a certificate of ${issuer === "foreign" ? "another authority" : "an authority that only has DIGISIGN's name"}`, async () => {
      const { certificatePem } = await issueToken(simulator, { issuer });
      const refused = await refusal({ certificate: new Blob([certificatePem]) });
      assert.equal(refused[1], "certificate.not-ours");
    });

  it("refuses a certificate that has expired", async () => {
    token = await issueToken(simulator, { notAfter: friday });
    assert.deepEqual((await refusal({})).slice(0, 2), [400, "certificate.expired"]);
  });

  it('refuses a certificate with 2 days and 23 hours left ("at least 3 days remaining until expiration")', async () => {
    const left = (hours: number): Date => new Date(friday.getTime() + hours * 3_600_000);
    token = await issueToken(simulator, { notAfter: left(71) });
    assert.equal((await refusal({}))[1], "certificate.too-late");
    token = await issueToken(simulator, { notAfter: left(72) });
    assert.equal(
      await placeRenewal(simulator, renewalFields(token, { issuingDate: "2026-11-20" })).then(
        renewalNumber,
      ),
      "RC-2026-000123",
    );
  });

  const dates: [string, string, string, string][] = [
    ["a date that is none", "2026-02-30", "date.unreadable", "2026-02-30"],
    ["a date in another form", "25.11.2026", "date.unreadable", "25.11.2026"],
    ["yesterday", "2026-11-19", "date.past", "2026-11-19"],
    ["a Saturday", "2026-11-21", "date.not-a-business-day", "2026-11-21"],
    ["Saint Andrew's Day", "2026-11-30", "date.not-a-business-day", "2026-11-30"],
    ["the National Day", "2026-12-01", "date.not-a-business-day", "2026-12-01"],
    ["two days before the certificate ends", "2026-12-18", "date.too-late", "2026-12-17"],
  ];
  for (const [what, date, code, detail] of dates)
    it(`refuses as issuing date ${what}`, async () => {
      assert.deepEqual(await refusal({ issuingDate: date }), [400, code, detail]);
    });

  describe("looks at the request for the new key, and", () => {
    const csr = (content: string | Uint8Array): Promise<unknown[]> =>
      refusal({ csr: new Blob([typeof content === "string" ? content : new Uint8Array(content)]) });

    it("refuses what is no request", async () => {
      assert.equal((await csr("none"))[1], "csr.unreadable");
    });

    it("refuses a request whose signature is not its key's", async () => {
      const { der } = await requestOf(token.certificatePem, "rsa-2048");
      der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
      assert.deepEqual((await csr(der)).slice(0, 2), [400, "csr.bad-signature"]);
    });

    it("refuses a key that is too short", async () => {
      const keys = await crypto.subtle.generateKey(
        {
          name: "RSASSA-PKCS1-v1_5",
          hash: "SHA-256",
          modulusLength: 1024,
          publicExponent: new Uint8Array([1, 0, 1]),
        },
        true,
        ["sign", "verify"],
      );
      assert.deepEqual(await csr((await createRequest(keys)).pem), [
        400,
        "csr.weak-key",
        "RSA 1024",
      ]);
    });

    it("refuses another subject than the certificate's", async () => {
      const { pem } = await createRequest();
      assert.deepEqual((await csr(pem)).slice(0, 2), [400, "csr.subject-mismatch"]);
    });

    it("refuses a key that a certificate was issued for, and one that was ordered for", async () => {
      const own = await requestOf(token.certificatePem, {
        privateKeyPem: token.privateKeyPem,
        certificatePem: token.certificatePem,
      });
      assert.deepEqual((await csr(own.pem)).slice(0, 2), [409, "csr.key-reused"]);
      const other = await issueToken(simulator);
      const { pem } = await requestOf(other.certificatePem);
      await orderFor(simulator, other, { csr: new Blob([pem]) });
      assert.equal((await csr(pem))[1], "csr.key-reused");
    });
  });

  it("refuses a form that is none, with the code that says so", async () => {
    const url = new URL(orders());
    const { browser } = await openForm(simulator);
    const answer = await browser.submit(url.href, { csrf: "guessed" });
    assert.equal(answer.code, "order.bad-csrf");
    const page = await browser.get(`${simulator.addresses.portalUrl}portal/elsewhere`);
    assert.deepEqual([page.status, page.code], [404, "page.unknown"]);
  });
});
