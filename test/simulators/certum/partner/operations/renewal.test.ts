import assert from "node:assert/strict";
import { acme, partnerRequest } from "../testing/partner-request.js";
import { PartnerSite } from "../testing/partner-site.js";
import { RawPartner, textOf, type Members, type RawAnswer } from "../testing/raw-partner.js";
import type { IssuedCertificate } from "../../partner-orders.js";

const DAY = 24 * 3600 * 1000;

describe("Certum's simulator: a partner's renewal or reissue", () => {
  let site: PartnerSite;
  let partner: RawPartner;
  let old: IssuedCertificate;

  beforeEach(async () => {
    site = await PartnerSite.start();
    partner = new RawPartner(site);
    const { authority } = site.world;
    const email = acme["E"] ?? "";
    const commonName = acme["CN"] ?? "";
    old = await authority.issue({
      subject: {
        ...{ commonName, organization: acme["O"] ?? "", email },
        organizationIdentifier: "NTRPL-0000123456",
        ...{ locality: "Szczecin", country: "PL" },
      },
      ...{ mailbox: email, days: 30, customer: "Acme", account: "partner", order: "earlier" },
      publicKey: (await partnerRequest()).publicKey,
    });
  });

  afterEach(() => site.close());

  const renew = async (
    changes: Members = {},
    subject: Readonly<Record<string, string>> = {},
    by = partner,
  ): Promise<RawAnswer> => {
    const { pem } = await partnerRequest(subject);
    return by.call("renewCertificate", {
      ...{ orderID: "renewal-1", customer: "Acme", productCode: "822", CSR: pem },
      ...{ serialNumber: old.serial, ...changes },
    });
  };
  const reissue = async (
    changes: Members = {},
    subject: Readonly<Record<string, string>> = {},
  ): Promise<RawAnswer> => {
    const { pem } = await partnerRequest(subject);
    const members = { orderID: "reissue-1", CSR: pem, serialNumber: old.serial, ...changes };
    return partner.call("reissueCertificate", members);
  };

  it("names the certificate by its serial number in any form, or by itself", async () => {
    const colons = old.serial.toUpperCase().match(/../g)?.join(":");
    assert.equal((await renew({ serialNumber: colons })).successCode, 0);
    const itself = { serialNumber: undefined, X509Cert: old.pem, orderID: "renewal-2" };
    assert.equal((await renew(itself)).successCode, 0);
  });

  it("1164, 1165, 1159 and 2096 for a certificate that is not named, not PEM, not there, not hexadecimal", async () => {
    assert.deepEqual((await renew({ serialNumber: undefined })).errorCodes, [1164]);
    assert.deepEqual((await renew({ X509Cert: old.pem })).errorCodes, [1164]);
    const { pem } = await partnerRequest();
    const garbage = { customer: "Acme", productCode: "822", CSR: pem, X509Cert: "garbage" };
    assert.deepEqual((await partner.call("renewCertificate", garbage)).errorCodes, [1165]);
    assert.deepEqual((await renew({ serialNumber: "00ff" })).errorCodes, [1159]);
    assert.deepEqual((await renew({ serialNumber: "ninety" })).errorCodes, [2096]);
  });

  it("2003: there is no renewal after expiry", async () => {
    await site.clock.advance(31 * DAY);
    assert.deepEqual((await renew()).errorCodes, [2003]);
    assert.deepEqual((await reissue()).errorCodes, [2003]);
  });

  it("2003: there is no renewal of a revoked certificate", async () => {
    site.world.authority.revoke(old.serial, site.clock.now());
    assert.deepEqual((await renew()).errorCodes, [2003]);
  });

  it("1166 for a product that is none for renewals, 1167 for another profile", async () => {
    assert.deepEqual((await renew({ productCode: "812" })).errorCodes, [1166]);
    assert.deepEqual((await renew({ productCode: "831" })).errorCodes, [1167]);
  });

  it("1168 for another common name, 1169 for another customer, 1170 for another account", async () => {
    assert.deepEqual((await renew({}, { CN: acme["E"] ?? "" })).errorCodes, [1168]);
    assert.deepEqual((await renew({ customer: "Somebody else" })).errorCodes, [1169]);
    const two = { password: "partner-two-password", userName: "partner-two" };
    const other = new RawPartner(site, two);
    assert.deepEqual((await renew({}, {}, other)).errorCodes, [1170]);
  });

  it("a renewal asks for its mailbox and leaves the old certificate as it is", async () => {
    const { content } = await renew();
    assert.equal(textOf(content, "state"), "REQUIRED");
    const code = site.latestCode("renewal-1");
    await partner.call("verifyOrder", { orderID: "renewal-1", code });
    await site.control("/partner/orders/renewal-1/approve", {});
    await site.control("/partner/orders/renewal-1/issue", {});
    await site.clock.advance(20 * DAY);
    assert.equal(site.world.authority.isRevoked(old.serial), false);
    assert.equal(site.count("partner.orders.renewal"), 1);
  });

  it("a reissue ends with the old certificate, which is revoked two weeks after it", async () => {
    const { successCode } = await reissue();
    assert.equal(successCode, 0);
    const code = site.latestCode("reissue-1");
    await partner.call("verifyOrder", { orderID: "reissue-1", code });
    await site.control("/partner/orders/reissue-1/issue", {});
    const issued = site.world.authority.list().at(-1);
    assert.notEqual(issued?.serial, old.serial);
    const day = (instant: Date | undefined): string | undefined =>
      instant?.toISOString().slice(0, 10);
    assert.equal(day(issued?.notAfter), day(old.notAfter));
    await site.clock.advance(14 * DAY - 1000);
    assert.equal(site.world.authority.isRevoked(old.serial), false);
    await site.clock.advance(1000);
    assert.equal(site.world.authority.isRevoked(old.serial), true);
  });

  it("2094 for another subject, 2126 for a second time, unless the first was cancelled", async () => {
    assert.deepEqual((await reissue({}, { O: "Other S.A.", CN: "Other S.A." })).errorCodes, [2094]);
    assert.equal((await reissue()).successCode, 0);
    assert.deepEqual((await reissue({ orderID: "reissue-2" })).errorCodes, [2126]);
    await partner.call("cancelOrder", { orderID: "reissue-1" });
    assert.equal((await reissue({ orderID: "reissue-3" })).successCode, 0);
  });

  it("1162, 1163 and 1159 for a certificate that is asked for with neither name, both, or another's", async () => {
    const get = async (members: Members): Promise<readonly number[]> =>
      (await partner.call("getCertificate", members)).errorCodes;
    assert.deepEqual(await get({}), [1162]);
    assert.deepEqual(await get({ orderID: "x", serialNumber: old.serial }), [1163]);
    assert.deepEqual(await get({ serialNumber: "00ff" }), [1159]);
    assert.deepEqual(await get({ serialNumber: old.serial }), []);
    const two = { password: "partner-two-password", userName: "partner-two" };
    const other = new RawPartner(site, two);
    const answer = await other.call("getCertificate", { serialNumber: old.serial });
    assert.deepEqual(answer.errorCodes, [1159]);
  });
});
