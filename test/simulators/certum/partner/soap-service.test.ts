import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../../../harness/index.js";
import { Browser } from "../../testing/browser.js";
import { partnerRequest } from "./testing/partner-request.js";
import { PartnerSite } from "./testing/partner-site.js";
import { envelope, orderMembers, RawPartner, textOf, xmlOf } from "./testing/raw-partner.js";

const NAMESPACE = "http://webservice.api.muc.unizeto.pl/";
const header = xmlOf({
  requestHeader: { authToken: { password: "Partner1Haslo", userName: "partner" } },
});

describe("Certum's simulator: the partner's SOAP service", () => {
  let site: PartnerSite;
  let partner: RawPartner;

  beforeEach(async () => {
    site = await PartnerSite.start();
    partner = new RawPartner(site);
  });

  afterEach(() => site.close());

  const refuses = async (body: string, why: RegExp, operation = "getOrderState"): Promise<void> => {
    const answer = await partner.send(operation, envelope(body));
    assert.deepEqual([answer.status, answer.faultCode], [500, "soap:Client"], answer.text);
    assert.match(answer.faultText, why);
  };
  const getOrderState = (content: string, attributes = ""): string =>
    `<p:getOrderState xmlns:p="${NAMESPACE}"${attributes}>${content}</p:getOrderState>`;

  it("hands out the description of the service with its own address in it", async () => {
    const { status, text } = await new Browser(site.roots).get(site.url);
    assert.equal(status, 200);
    assert.match(text, /^<\?xml /);
    assert.equal(/<soap:address location="([^"]*)"/.exec(text)?.[1], site.url);
    const carried = await readFile(
      join(repositoryRoot(), "plugins", "certum", "docs", "partner-api.wsdl"),
      "utf8",
    );
    assert.equal(text.replace(site.url, "https://gs.certum.pl/service/PartnerApi.wsdl"), carried);
  });

  it("refuses an element that the schema does not have, and places no order", async () => {
    const { pem } = await partnerRequest();
    const answer = await partner.call("quickOrder", orderMembers(pem, { discount: "100" }));
    assert.deepEqual([answer.status, answer.faultCode], [500, "soap:Client"]);
    assert.match(answer.faultText, /quickOrder\/orderParameters\/discount: it does not go here/);
    assert.equal(site.count("partner.orders.accepted"), 0);
    assert.equal(site.count("partner.faults.Client"), 1);
  });

  it("refuses elements in another order, twice, or none where one has to be", async () => {
    await refuses(getOrderState(`<orderID>1</orderID>${header}`), /requestHeader: it is missing/);
    await refuses(
      getOrderState(`${header}<orderID>1</orderID><orderID>2</orderID>`),
      /getOrderState\/orderID: it does not go here/,
    );
    await refuses(getOrderState(header), /getOrderState\/orderID: it is missing/);
    await refuses(
      getOrderState(
        "<requestHeader><authToken><userName>partner</userName><password>x</password></authToken></requestHeader>",
      ),
      /authToken\/password: it is missing/,
    );
  });

  it("refuses elements in the service's namespace, which those in a message are not", async () => {
    await refuses(getOrderState(`${header}<p:orderID>1</p:orderID>`), /orderID: it is missing/);
    const unqualified = `<getOrderState>${header}<orderID>1</orderID></getOrderState>`;
    await refuses(unqualified, /no such message in no namespace/);
  });

  it("refuses attributes, text between elements and elements in text", async () => {
    await refuses(getOrderState(header, ' id="1"'), /it has no attributes/);
    await refuses(getOrderState(`${header}1<orderID>1</orderID>`), /elements, not text/);
    await refuses(getOrderState(`${header}<orderID><b>1</b></orderID>`), /text, not elements/);
  });

  it("refuses Base64 that is none", async () => {
    const document = { fileName: "krs.pdf", content: "JVBERi0*" };
    const answer = await partner.call("verifyOrder", {
      orderID: "order-1",
      documents: { document },
    });
    assert.equal(answer.faultCode, "soap:Client");
    assert.match(answer.faultText, /content: it is not Base64/);
  });

  it("refuses a document type declaration, and with it every entity", async () => {
    const bomb =
      '<!DOCTYPE p [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>';
    const message = envelope(getOrderState(`${header}<orderID>&c;</orderID>`));
    const declared = await partner.send("getOrderState", message.replace("?>", `?>${bomb}`));
    assert.equal(declared.faultCode, "soap:Client");
    assert.match(declared.faultText, /document type declaration/);
    await refuses(getOrderState(`${header}<orderID>&c;</orderID>`), /cannot be read/);
    await refuses(
      getOrderState(`${header}<orderID><?php 1 ?></orderID>`),
      /processing instruction/,
    );
  });

  it("refuses what is no XML, too deep or has characters that XML does not know", async () => {
    await refuses("<p", /cannot be read/);
    await refuses(getOrderState(`${header}<orderID>&#0;</orderID>`), /cannot be read/);
    await refuses("<a>".repeat(200) + "</a>".repeat(200), /too deep/);
    const latin = Buffer.concat([Buffer.from("<a>"), Buffer.from([0xe9]), Buffer.from("</a>")]);
    const answer = await partner.send("getOrderState", latin);
    assert.match(answer.faultText, /not UTF-8/);
  });

  it("answers an envelope of SOAP 1.2 with VersionMismatch and a header it must understand with MustUnderstand", async () => {
    const twelve = envelope(getOrderState(header)).replace(
      "http://schemas.xmlsoap.org/soap/envelope/",
      "http://www.w3.org/2003/05/soap-envelope",
    );
    assert.equal((await partner.send("getOrderState", twelve)).faultCode, "soap:VersionMismatch");
    const must = envelope(getOrderState(header)).replace(
      "<e:Body>",
      '<e:Header><s xmlns="urn:x" e:mustUnderstand="1"/></e:Header><e:Body>',
    );
    assert.equal((await partner.send("getOrderState", must)).faultCode, "soap:MustUnderstand");
  });

  it("refuses another content type, another SOAPAction than the body's, and an operation it does not have", async () => {
    const message = envelope(getOrderState(`${header}<orderID>1</orderID>`));
    const type = { "content-type": "application/soap+xml" };
    assert.match((await partner.send("getOrderState", message, type)).faultText, /text\/xml/);
    assert.match((await partner.send("cancelOrder", message)).faultText, /SOAPAction/);
    await refuses(`<p:revoke xmlns:p="${NAMESPACE}"/>`, /no operation revoke/, "revoke");
  });

  it("answers a body above 8 MiB with a fault, and reads no further", async () => {
    const answer = await partner.send("verifyOrder", Buffer.alloc(9 * 1024 * 1024, 0x20));
    assert.deepEqual([answer.status, answer.faultCode], [413, "soap:Client"]);
  });

  it("says 2 for wrong credentials, 3 from the fifth in a row on, until the account is opened", async () => {
    const wrong = new RawPartner(site, { password: "guess", userName: "partner" });
    const guess = async (): Promise<number> =>
      (await wrong.call("getOrderState", { orderID: "1" })).successCode;
    assert.deepEqual([await guess(), await guess(), await guess(), await guess()], [2, 2, 2, 2]);
    const right = await partner.call("getOrderState", { orderID: "1" });
    assert.deepEqual([right.successCode, right.errorCodes], [1, [1033]]);
    const codes = [await guess(), await guess(), await guess(), await guess(), await guess()];
    assert.deepEqual(codes, [2, 2, 2, 2, 3]);
    assert.equal((await partner.call("getOrderState", { orderID: "1" })).successCode, 3);
    await site.control("/partner/accounts/partner/open", {});
    assert.equal((await partner.call("getOrderState", { orderID: "1" })).successCode, 1);
    const nobody = new RawPartner(site, { password: "guess", userName: "nobody" });
    assert.equal((await nobody.call("getOrderState", { orderID: "1" })).successCode, 2);
  });

  describe("with a fault", () => {
    it("loses the acknowledgement of an order that stands", async () => {
      const members = orderMembers((await partnerRequest()).pem);
      site.faults.add({ endpoint: "partner.quickOrder", kind: "reset", processed: true });
      await assert.rejects(partner.call("quickOrder", members), { code: "ECONNRESET" });
      const state = await partner.call("getOrderState", { orderID: "order-1" });
      assert.equal(textOf(state.content, "orderStatus"), "AWAITING");
      const again = await partner.call("quickOrder", members);
      assert.deepEqual(again.errorCodes, [1012, 1032]);
      assert.equal(site.count("partner.orders.accepted"), 1);
    });

    it("fails with soap:Server and 500 after it has placed the order", async () => {
      site.faults.add({ endpoint: "partner.quickOrder", kind: "500", processed: true });
      const members = orderMembers((await partnerRequest()).pem);
      const answer = await partner.call("quickOrder", members);
      assert.deepEqual([answer.status, answer.faultCode], [500, "soap:Server"]);
      assert.equal(site.count("partner.orders.accepted"), 1);
    });

    it("is busy with 503 and Retry-After before it does anything", async () => {
      site.faults.add({ endpoint: "partner", kind: "503", retryAfter: 7 });
      const answer = await partner.call("quickOrder", orderMembers((await partnerRequest()).pem));
      assert.equal(answer.status, 503);
      assert.equal(answer.headers["retry-after"], "7");
      assert.equal(site.count("partner.orders.accepted"), 0);
    });

    it("drops the connection before it does anything", async () => {
      site.faults.add({ endpoint: "partner.quickOrder", kind: "reset" });
      await assert.rejects(partner.call("quickOrder", orderMembers((await partnerRequest()).pem)), {
        code: "ECONNRESET",
      });
      assert.equal(site.count("partner.orders.accepted"), 0);
    });

    it("hits the one operation that it names", async () => {
      site.faults.add({ endpoint: "partner.getCertificate", kind: "500" });
      assert.equal((await partner.call("getOrderState", { orderID: "1" })).status, 200);
      assert.equal((await partner.call("getCertificate", { orderID: "1" })).status, 500);
    });
  });
});
