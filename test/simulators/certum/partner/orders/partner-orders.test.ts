import assert from "node:assert/strict";
import { acme, partnerRequest } from "../testing/partner-request.js";
import { PartnerSite } from "../testing/partner-site.js";
import {
  elementsOf,
  orderMembers,
  RawPartner,
  textOf,
  type Members,
  type RawAnswer,
} from "../testing/raw-partner.js";
import { assertValid } from "../testing/xmllint.js";
import { hasTool } from "../../../../harness/index.js";

const HOUR = 3600 * 1000;
const DAY = 24 * HOUR;

describe("Certum's simulator: a partner's order", () => {
  let site: PartnerSite;
  let partner: RawPartner;

  beforeEach(async () => {
    site = await PartnerSite.start();
    partner = new RawPartner(site);
  });

  afterEach(async () => {
    await site.close();
    if (hasTool("xmllint"))
      await assertValid(
        partner.answers.filter(({ faultCode }) => faultCode === "").map(({ text }) => text),
      );
  });

  const place = async (orderID = "order-1", changes: Members = {}): Promise<RawAnswer> => {
    const { pem } = await partnerRequest();
    const answer = await partner.call("quickOrder", orderMembers(pem, { orderID, ...changes }));
    assert.equal(answer.successCode, 0, answer.text);
    return answer;
  };
  const status = async (orderID = "order-1"): Promise<string | undefined> =>
    textOf((await partner.call("getOrderState", { orderID })).content, "orderStatus");
  const mailboxState = async (orderID = "order-1"): Promise<string | undefined> =>
    textOf((await partner.call("getEmailVerification", { orderID })).content, "state");
  const verify = (members: Members, orderID = "order-1"): Promise<RawAnswer> =>
    partner.call("verifyOrder", { orderID, ...members });
  const verifyByCode = async (orderID = "order-1"): Promise<void> => {
    const answer = await verify({ code: site.latestCode(orderID) }, orderID);
    assert.equal(answer.successCode, 0, answer.text);
  };
  const operator = (action: string, body: object = {}, orderID = "order-1") =>
    site.control(`/partner/orders/${orderID}/${action}`, body);
  const pdf = (text: string): string => Buffer.from(`%PDF-1.7 ${text}`).toString("base64");

  it("is placed once, however many ask for it at the same time", async () => {
    const members = orderMembers((await partnerRequest()).pem);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => partner.call("quickOrder", members)),
    );
    const codes = answers.map(({ successCode }) => successCode).sort();
    assert.deepEqual(codes, [0, 1, 1, 1, 1]);
    assert.equal(site.count("partner.orders.accepted"), 1);
    const { partner: state } = (await site.control("/state")) as {
      partner: { orders: unknown[]; ordersPerKey: Record<string, number> };
    };
    assert.equal(state.orders.length, 1);
    assert.deepEqual(Object.values(state.ordersPerKey), [1]);
  });

  it("1012: its ID is good for ever, also after it was rejected; 1032: its key until then", async () => {
    const request = await partnerRequest();
    const order = (orderID: string): Promise<RawAnswer> =>
      partner.call("quickOrder", orderMembers(request.pem, { orderID }));
    assert.equal((await order("order-1")).successCode, 0);
    assert.deepEqual((await order("order-2")).errorCodes, [1032]);
    await partner.call("cancelOrder", { orderID: "order-1" });
    assert.deepEqual((await order("order-1")).errorCodes, [1012]);
    assert.equal((await order("order-2")).successCode, 0);
  });

  it("1032: a key that is in a certificate is used", async () => {
    const { publicKey, pem } = await partnerRequest();
    await site.world.authority.issue({
      subject: {
        commonName: "Acme",
        organization: "Acme",
        organizationIdentifier: "NTRPL-0000123456",
      },
      ...{ mailbox: "biuro@acme.example", publicKey, days: 365, customer: "x", order: "earlier" },
    });
    assert.deepEqual((await partner.call("quickOrder", orderMembers(pem))).errorCodes, [1032]);
  });

  it("1033: another partner's order is none", async () => {
    await place();
    const other = new RawPartner(site, {
      password: "partner-two-password",
      userName: "partner-two",
    });
    for (const operation of ["getOrderState", "cancelOrder", "getCertificate"]) {
      const answer = await other.call(operation, { orderID: "order-1" });
      assert.deepEqual(answer.errorCodes, [1033], operation);
    }
    assert.equal(await status(), "AWAITING");
  });

  it("goes AWAITING, VERIFICATION, ACCEPTED, ENROLLED", async () => {
    await place();
    assert.equal(await status(), "AWAITING");
    assert.equal((await operator("approve"))["error"], "order.not-in-verification");
    await verifyByCode();
    assert.equal(await status(), "VERIFICATION");
    assert.equal((await operator("issue"))["error"], "order.not-accepted");
    await operator("approve");
    assert.equal(await status(), "ACCEPTED");
    await operator("issue");
    assert.equal(await status(), "ENROLLED");
    assert.equal((await operator("issue"))["error"], "order.not-accepted");
    assert.equal(site.count("partner.certificates.issued"), 1);
  });

  it("goes by itself after the delays on the simulator's clock", async () => {
    site.simulator.automatic = { reviewAfter: 3 * 86_400, issueAfter: 600 };
    await place();
    await verifyByCode();
    await site.clock.advance(3 * DAY - 1000);
    assert.equal(await status(), "VERIFICATION");
    await site.clock.advance(1000);
    assert.equal(await status(), "ACCEPTED");
    await site.clock.advance(600 * 1000);
    assert.equal(await status(), "ENROLLED");
  });

  it("certifies what the request states, and what the order states beside it", async () => {
    const { pem } = await partnerRequest({ "2.5.4.97": "", ST: "" });
    const stated = { organizationIdentifier: "VATPL-1234567890", state: "zachodniopomorskie" };
    const answer = await partner.call("quickOrder", {
      orderParameters: {
        ...{ customer: "Acme", orderID: "order-1", productCode: "811", CSR: pem },
        ...stated,
      },
    });
    assert.equal(answer.successCode, 0, answer.text);
    await verifyByCode();
    await operator("approve");
    await operator("issue");
    const [issued] = site.world.authority.list();
    const { C: country, L: locality, O: organization, CN: commonName, E: email } = acme;
    const expected = { commonName, organization, ...stated, email, locality, country };
    assert.deepEqual(issued?.subject, expected);
    assert.deepEqual([issued?.days, issued?.customer, issued?.account], [365, "Acme", "partner"]);
  });

  it("is rejected with a note before its certificate, and not after", async () => {
    await place();
    await verifyByCode();
    await operator("reject", { note: "Brak odpisu KRS" });
    const { content } = await partner.call("getOrderState", { orderID: "order-1" });
    assert.equal(textOf(content, "orderStatus"), "REJECTED");
    assert.equal(textOf(content, "note"), "Brak odpisu KRS");
    assert.equal((await operator("reject", { note: "again" }))["error"], "order.closed");
    assert.deepEqual((await verify({ note: "please" })).errorCodes, [2056]);
    const code = await partner.call("addEmailVerification", { orderID: "order-1" });
    assert.deepEqual(code.errorCodes, [1113]);
  });

  it("1136: is not cancelled after its certificate; before, any number of times", async () => {
    await place("order-1");
    const cancel = (orderID: string): Promise<RawAnswer> =>
      partner.call("cancelOrder", { orderID });
    assert.equal((await cancel("order-1")).successCode, 0);
    assert.equal((await cancel("order-1")).successCode, 0);
    assert.equal(site.count("partner.orders.cancelled"), 1);
    await place("order-2");
    await verifyByCode("order-2");
    await operator("approve", {}, "order-2");
    await operator("issue", {}, "order-2");
    assert.deepEqual((await cancel("order-2")).errorCodes, [1136]);
    assert.equal(await status("order-2"), "ENROLLED");
  });

  it("does not look again at an organization that it verified less than 825 days ago", async () => {
    await place("order-1");
    await verifyByCode("order-1");
    await operator("approve");
    await site.clock.advance(824 * DAY);
    await place("order-2");
    await verifyByCode("order-2");
    assert.equal(await status("order-2"), "ACCEPTED");
    await place("order-3", { customer: "Somebody else" });
    await verifyByCode("order-3");
    assert.equal(await status("order-3"), "VERIFICATION");
    await site.clock.advance(DAY);
    await place("order-4");
    assert.equal(await mailboxState("order-4"), "NOT_REQUIRED");
    assert.equal(await status("order-4"), "VERIFICATION");
  });

  describe("and its mailbox", () => {
    it("is sent a code of 10 characters on a line of its own", async () => {
      await place();
      const [mail] = site.simulator.mailbox.list();
      assert.equal(mail?.to, acme["E"]);
      assert.equal(mail?.subject, "Certum - verification code (order-1)");
      assert.match(mail?.text ?? "", /^[A-Z2-9]{10}$/m);
      assert.equal(site.count("partner.mails"), 1);
    });

    it("1184: a code is good for 24 hours and no second more", async () => {
      await place();
      const code = site.latestCode("order-1");
      await site.clock.advance(DAY + 1000);
      assert.deepEqual((await verify({ code })).errorCodes, [1184]);
      assert.equal(await mailboxState(), "REQUIRED");
      await partner.call("addEmailVerification", { orderID: "order-1" });
      await site.clock.advance(DAY);
      await verifyByCode();
    });

    it("1186: five wrong codes and it is FAILED, until there is a new one", async () => {
      await place();
      const right = site.latestCode("order-1");
      for (let wrong = 0; wrong < 5; wrong++) {
        assert.equal(await mailboxState(), "REQUIRED");
        assert.deepEqual((await verify({ code: "AAAAAAAAA2" })).errorCodes, [1186]);
      }
      assert.equal(await mailboxState(), "FAILED");
      assert.deepEqual((await verify({ code: right })).errorCodes, [1186]);
      await partner.call("addEmailVerification", { orderID: "order-1" });
      assert.equal(await mailboxState(), "REQUIRED");
      await verifyByCode();
      assert.equal(await mailboxState(), "VERIFIED");
    });

    it("takes the latest code only: an earlier one is dead", async () => {
      await place();
      const first = site.latestCode("order-1");
      await partner.call("addEmailVerification", { orderID: "order-1" });
      assert.deepEqual((await verify({ code: first })).errorCodes, [1186]);
      await verifyByCode();
    });

    it("takes the code that verified it again: its acknowledgement may have been lost", async () => {
      await place();
      const code = site.latestCode("order-1");
      assert.equal((await verify({ code })).successCode, 0);
      assert.equal((await verify({ code })).successCode, 0);
      assert.deepEqual((await verify({ code: "AAAAAAAAA2" })).errorCodes, [1186]);
    });

    it("can be another one, which the certificate then is for", async () => {
      await place("order-1");
      const before = site.latestCode("order-1");
      const email = "zarzad@acme.example";
      const sent = await partner.call("addEmailVerification", { orderID: "order-1", email });
      assert.equal(textOf(sent.content, "email"), email);
      assert.deepEqual((await verify({ code: before })).errorCodes, [1186]);
      await verifyByCode();
      await operator("approve");
      await operator("issue");
      const [issued] = site.world.authority.list();
      assert.deepEqual([issued?.mailbox, issued?.subject.email], [email, email]);
    });

    it("1022: cannot be something that is no mailbox", async () => {
      await place();
      const members = { orderID: "order-1", email: "acme.example" };
      assert.deepEqual((await partner.call("addEmailVerification", members)).errorCodes, [1022]);
    });

    it("is NOT_REQUIRED within 30 days for the same customer of the same partner", async () => {
      await place("order-1");
      await verifyByCode("order-1");
      await site.clock.advance(30 * DAY - 1000);
      await place("order-2");
      assert.equal(await mailboxState("order-2"), "NOT_REQUIRED");
      await place("order-3", { customer: "Somebody else" });
      assert.equal(await mailboxState("order-3"), "REQUIRED");
      await site.clock.advance(1000);
      await place("order-4");
      assert.equal(await mailboxState("order-4"), "REQUIRED");
    });
  });

  describe("and its documents", () => {
    it("are kept with a number and a note; the same one again keeps its number", async () => {
      await place();
      const document = [
        { fileName: "krs.pdf", content: pdf("krs") },
        { fileName: "nip.pdf", content: pdf("nip") },
      ];
      const first = await verify({ note: "Oba", documents: { document } });
      assert.deepEqual(
        elementsOf(first.content, "id").map(({ text }) => text),
        ["1", "2"],
      );
      const again = await verify({ documents: { document: [document[1] ?? {}] } });
      assert.deepEqual(
        elementsOf(again.content, "id").map(({ text }) => text),
        ["2"],
      );
      const order = await site.control("/partner/orders/order-1");
      assert.equal((order["documents"] as unknown[]).length, 2);
      assert.deepEqual(order["remarks"], ["Oba"]);
      assert.equal(await status(), "AWAITING");
    });

    it("2083, 2085, 2081 and 2082: are all refused if one is; the code with them is not used up", async () => {
      await place();
      const code = site.latestCode("order-1");
      const send = async (fileName: string, content: string): Promise<readonly number[]> => {
        const good = { fileName: "krs.pdf", content: pdf("krs") };
        const document = [good, { fileName, content }];
        return (await verify({ code, documents: { document } })).errorCodes;
      };
      assert.deepEqual(await send("krs.txt", Buffer.from("text").toString("base64")), [2083]);
      const large = Buffer.concat([Buffer.from("%PDF-"), Buffer.alloc(5 * 1024 * 1024)]);
      assert.deepEqual(await send("large.pdf", large.toString("base64")), [2085]);
      assert.deepEqual(await send("a/b.pdf", pdf("x")), [2081]);
      assert.deepEqual(await send("a", pdf("x")), [2082]);
      assert.equal(site.count("partner.documents.accepted"), 0);
      assert.equal(await status(), "AWAITING");
    });

    it("1182: something has to be sent", async () => {
      await place();
      assert.deepEqual((await verify({})).errorCodes, [1182]);
    });
  });
});
