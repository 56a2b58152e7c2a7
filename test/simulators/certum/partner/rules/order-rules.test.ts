import assert from "node:assert/strict";
import type { webcrypto } from "node:crypto";
import type { KeyAlgorithm } from "../../../pki/key-algorithm.js";
import { fromPem, toPem } from "../../../pki/pem.js";
import { acme, partnerRequest, rsaKeyPair } from "../testing/partner-request.js";
import { PartnerSite } from "../testing/partner-site.js";
import { orderMembers, RawPartner, textOf, type Members } from "../testing/raw-partner.js";

describe("Certum's simulator: what a partner's order is judged by", () => {
  let site: PartnerSite;
  let partner: RawPartner;

  beforeEach(async () => {
    site = await PartnerSite.start();
    partner = new RawPartner(site);
  });

  afterEach(async () => {
    const accepted = site.count("partner.orders.accepted");
    // First: what is left open keeps the whole run from ending.
    await site.close();
    assert.equal(accepted, 0, "nothing was ordered");
  });

  /** The codes that an order would be refused with; it and its check have to agree. */
  const refused = async (csr: string, changes: Members = {}): Promise<readonly number[]> => {
    const members = orderMembers(csr, changes);
    const judged = await partner.call("validateOrderParameters", members);
    const placed = await partner.call("quickOrder", members);
    assert.deepEqual(placed.errorCodes, judged.errorCodes);
    assert.deepEqual([placed.status, placed.successCode], [200, 1], placed.text);
    return placed.errorCodes;
  };
  const withSubject = async (
    subject: Readonly<Record<string, string>>,
    changes: Members = {},
  ): Promise<readonly number[]> => refused((await partnerRequest(subject)).pem, changes);
  const withKey = async (key: KeyAlgorithm | webcrypto.CryptoKeyPair): Promise<readonly number[]> =>
    refused((await partnerRequest({}, key)).pem);

  it("1011 without an order ID, 1013 for one that is malformed", async () => {
    const { pem } = await partnerRequest();
    assert.deepEqual(await refused(pem, { orderID: undefined }), [1011]);
    assert.deepEqual(await refused(pem, { orderID: "" }), [1011]);
    for (const orderID of ["order 1", "zamówienie", "order_1", "a".repeat(51)])
      assert.deepEqual(await refused(pem, { orderID }), [1013], orderID);
  });

  it("1014 without a product, 1075 for one that is not the partner's or is for renewals", async () => {
    const { pem } = await partnerRequest();
    assert.deepEqual(await refused(pem, { productCode: "" }), [1014]);
    assert.deepEqual(await refused(pem, { productCode: "999" }), [1075]);
    assert.deepEqual(await refused(pem, { productCode: "822" }), [1075]);
  });

  it("1076 without a customer, 1023 for the partner itself and for more than 255 characters", async () => {
    const { pem } = await partnerRequest();
    assert.deepEqual(await refused(pem, { customer: " " }), [1076]);
    assert.deepEqual(await refused(pem, { customer: "partner" }), [1023]);
    assert.deepEqual(await refused(pem, { customer: "A".repeat(256) }), [1023]);
  });

  it("1002 without a request, 1078 for one that is none", async () => {
    assert.deepEqual(await refused("", { CSR: undefined }), [1002]);
    assert.deepEqual(await refused(" "), [1002]);
    assert.deepEqual(await refused("garbage"), [1078]);
  });

  it("2125 for a request whose signature is wrong", async () => {
    const [der] = fromPem((await partnerRequest()).pem, ["CERTIFICATE REQUEST"]);
    assert.ok(der);
    der[der.length - 1] = (der[der.length - 1] ?? 0) ^ 1;
    assert.deepEqual(await refused(toPem("CERTIFICATE REQUEST", der)), [2125]);
  });

  it("1000 for RSA 1024 and 2047, 2109 for 2060, 1001 for another curve", async () => {
    assert.deepEqual(await withKey(await rsaKeyPair(1024)), [1000]);
    assert.deepEqual(await withKey(await rsaKeyPair(2047)), [1000]);
    assert.deepEqual(await withKey(await rsaKeyPair(2060)), [2109]);
    const ed25519: webcrypto.CryptoKey | webcrypto.CryptoKeyPair = await crypto.subtle.generateKey(
      "Ed25519",
      true,
      ["sign", "verify"],
    );
    assert.ok("publicKey" in ed25519);
    assert.deepEqual(await withKey(ed25519), [1001]);
  });

  it("1016, 1020, 1018, 1021 and 2051 for what the subject does not state, all at once", async () => {
    assert.deepEqual(await withSubject({ O: "" }), [1016, 2051]);
    assert.deepEqual(await withSubject({ C: "" }), [1020]);
    assert.deepEqual(await withSubject({ L: "" }), [1018]);
    assert.deepEqual(await withSubject({ E: "" }), [1021]);
    assert.deepEqual(await withSubject({ CN: "" }), [2051]);
    const nothing = { O: "", C: "", L: "", E: "", CN: "Anna Nowak" };
    assert.deepEqual(
      await withSubject(nothing, { customer: "" }),
      [1076, 1016, 1020, 1018, 1021, 2051],
    );
  });

  it("2051 for a common name that is neither the organization nor the mailbox", async () => {
    assert.deepEqual(await withSubject({ CN: "Anna Nowak" }), [2051]);
    assert.deepEqual(await withSubject({ CN: "anna@acme.example" }), [2051]);
    const mailbox = orderMembers((await partnerRequest({ CN: acme["E"] ?? "" })).pem);
    const answer = await partner.call("validateOrderParameters", mailbox);
    assert.equal(answer.successCode, 0);
  });

  it("1022 for a mailbox that is none, 1060 for the requestor's", async () => {
    assert.deepEqual(await withSubject({ E: "biuro" }, { email: undefined }), [1022]);
    const { pem } = await partnerRequest();
    assert.deepEqual(await refused(pem, { email: "biuro@" }), [1022, 1078]);
    const requestorInfo = { email: "x", firstName: "A", lastName: "B" };
    const answer = await partner.call("quickOrder", { ...orderMembers(pem), requestorInfo });
    assert.deepEqual(answer.errorCodes, [1060]);
  });

  it("1078 where the order states something else than the request", async () => {
    const { pem } = await partnerRequest();
    assert.deepEqual(await refused(pem, { organization: "Other S.A." }), [1078]);
    assert.deepEqual(await refused(pem, { organizationIdentifier: "NTRPL-9" }), [1078]);
    assert.deepEqual(await refused(pem, { state: "mazowieckie" }), [1078]);
  });

  it("2090 for a hash algorithm that is not used", async () => {
    const { pem } = await partnerRequest();
    assert.deepEqual(await refused(pem, { hashAlgorithm: "SHA1" }), [2090]);
  });

  it("says where each error is, and in words what it is", async () => {
    const { content } = await partner.call("quickOrder", orderMembers(""));
    assert.equal(textOf(content, "elementPath"), "orderParameters/CSR");
    assert.equal(textOf(content, "errorText"), "There is no certificate request.");
  });

  it("tells what it has read in a good request, and keeps neither the ID nor the key", async () => {
    const request = await partnerRequest({}, "rsa-2048");
    for (let time = 0; time < 2; time++) {
      const members = orderMembers(request.pem);
      const { content, successCode } = await partner.call("validateOrderParameters", members);
      assert.equal(successCode, 0);
      assert.equal(textOf(content, "keyAlgorithm"), "RSA");
      assert.equal(textOf(content, "keyLength"), "2048");
      assert.match(textOf(content, "subject") ?? "", /Acme Sp\. z o\.o\./);
    }
  });
});

describe("Certum's simulator in a newer version", () => {
  it("says 2058 where older ones say 1018", async () => {
    const site = await PartnerSite.start({ localityCode: 2058 });
    try {
      const { pem } = await partnerRequest({ L: "" });
      const answer = await new RawPartner(site).call("quickOrder", orderMembers(pem));
      assert.deepEqual(answer.errorCodes, [2058]);
    } finally {
      await site.close();
    }
  });
});
