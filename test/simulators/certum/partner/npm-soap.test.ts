import assert from "node:assert/strict";
import { join } from "node:path";
import { ClientSSLSecurity, createClientAsync } from "soap";
import { repositoryRoot, requireTool } from "../../../harness/index.js";
import { acme, partnerRequest } from "./testing/partner-request.js";
import { PartnerSite } from "./testing/partner-site.js";
import { assertValid } from "./testing/xmllint.js";

const requestHeader = { authToken: { password: "Partner1Haslo", userName: "partner" } };

/** What the client gives of an answer: the parsed body, the envelope, the header, what was sent. */
type SoapAnswer = readonly [Record<string, unknown>, string, unknown, string];
type SoapCalls = Readonly<Record<string, (members: object) => Promise<SoapAnswer>>>;

describe("Certum's simulator: the soap package's client with the WSDL that the plugin carries", () => {
  let site: PartnerSite;
  let client: SoapCalls;
  const envelopes: string[] = [];

  before(function () {
    requireTool(this, "xmllint");
  });

  beforeEach(async () => {
    site = await PartnerSite.start();
    const wsdl = join(repositoryRoot(), "plugins", "certum", "docs", "partner-api.wsdl");
    const created = await createClientAsync(wsdl, {}, site.url);
    created.setSecurity(new ClientSSLSecurity("", "", Buffer.from(site.roots)));
    client = created as SoapCalls;
  });

  afterEach(() => site.close());

  const call = async (
    operation: string,
    members: Readonly<Record<string, unknown>>,
  ): Promise<Record<string, unknown>> => {
    const send = client[`${operation}Async`];
    assert.ok(send, operation);
    const [result, raw, , sent] = await send({ requestHeader, ...members });
    envelopes.push(raw, sent);
    return result;
  };
  const successCode = (answer: Record<string, unknown>): number =>
    (answer["responseHeader"] as { successCode: number }).successCode;

  it("orders, verifies and fetches; libxml2 finds what it sends and what it is answered valid", async () => {
    const { pem } = await partnerRequest();
    const orderID = "order-1";
    const placed = await call("quickOrder", {
      orderParameters: { customer: "Acme", orderID, productCode: "812", CSR: pem },
      requestorInfo: { email: acme["E"], firstName: "Anna", lastName: "Żak & <syn>" },
      organizationInfo: { organizationName: acme["O"] },
    });
    assert.deepEqual([successCode(placed), placed["orderID"]], [0, orderID]);
    const content = Buffer.from("%PDF-1.7 odpis").toString("base64");
    const documents = { document: [{ fileName: "krs.pdf", content }] };
    const code = site.latestCode(orderID);
    assert.equal(successCode(await call("verifyOrder", { orderID, code, documents })), 0);
    await site.control(`/partner/orders/${orderID}/approve`, {});
    await site.control(`/partner/orders/${orderID}/issue`, {});
    const { orderState } = await call("getOrderState", { orderID });
    assert.equal((orderState as { orderStatus: string }).orderStatus, "ENROLLED");
    const { certificateDetails, caBundle } = await call("getCertificate", { orderID });
    const { X509Cert } = certificateDetails as { X509Cert: string };
    assert.match(X509Cert, /^-----BEGIN CERTIFICATE-----\n/);
    assert.equal((caBundle as { X509Cert: string[] }).X509Cert.length, 1);
    const refused = await call("cancelOrder", { orderID });
    assert.equal(successCode(refused), 1);
    const { errors } = refused["responseHeader"] as {
      errors: { Error: { errorCode: number }[] };
    };
    assert.deepEqual(
      errors.Error.map(({ errorCode }) => errorCode),
      [1136],
    );
    await assertValid(envelopes);
  });

  it("throws the fault of a message that the schema does not allow", async () => {
    const send = client["getOrderStateAsync"];
    await assert.rejects(send?.({ requestHeader, number: "1" }) ?? Promise.resolve(), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /soap:Client: getOrderState\/orderID: it is missing/);
      return true;
    });
  });
});
