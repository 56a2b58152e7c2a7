import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireTool } from "../../../harness/index.js";
import { acme, partnerRequest, type PartnerRequest } from "./testing/partner-request.js";
import { PartnerSite } from "./testing/partner-site.js";
import { assertValid } from "./testing/xmllint.js";
import { requireZeep, ZeepClient, type ZeepAnswer } from "./testing/zeep-client.js";
import { x509 } from "../../pki/x509.js";
import { PartnerWsdl } from "./wsdl/partner-wsdl.js";

const requestHeader = { authToken: { password: "Partner1Haslo", userName: "partner" } };

interface Header {
  readonly successCode: number;
  readonly errors: { Error: { errorCode: number; errorText: string }[] } | null;
}

/** The result without its header, after it said that it is done. */
function done({ result, ...otherwise }: ZeepAnswer): Record<string, unknown> {
  const { responseHeader, ...content } = result ?? {};
  assert.equal(
    (responseHeader as Header | undefined)?.successCode,
    0,
    JSON.stringify([result, otherwise]),
  );
  return content;
}

/** The codes of an answer that says that it is not done. */
function codes({ result, ...otherwise }: ZeepAnswer): number[] {
  const header = result?.["responseHeader"] as Header | undefined;
  assert.equal(header?.successCode, 1, JSON.stringify([result, otherwise]));
  return header.errors?.Error.map(({ errorCode }) => errorCode) ?? [];
}

describe("Certum's simulator: zeep, a foreign client, in its strict mode", () => {
  let site: PartnerSite;
  let zeep: ZeepClient;
  let folder: string;
  let operations: string[];
  let address: string;
  /** Every envelope that came back, for xmllint. */
  const received: string[] = [];

  before(function () {
    requireZeep(this);
    requireTool(this, "xmllint");
  });

  beforeEach(async () => {
    site = await PartnerSite.start();
    folder = await mkdtemp(join(tmpdir(), "simulator-zeep-"));
    const roots = join(folder, "roots.pem");
    await writeFile(roots, site.roots);
    ({ client: zeep, operations, address } = await ZeepClient.start(site.url, roots));
  });

  afterEach(async () => {
    await zeep.close();
    await site.close();
    await rm(folder, { recursive: true, force: true });
    if (received.length > 0) await assertValid(received.splice(0));
  });

  const call = async (
    operation: string,
    members: Readonly<Record<string, unknown>>,
  ): Promise<ZeepAnswer> => {
    const answer = await zeep.call(operation, { requestHeader, ...members });
    if (answer.received !== undefined) received.push(answer.received);
    return answer;
  };
  const parameters = (
    { pem }: PartnerRequest,
    changes: Readonly<Record<string, unknown>> = {},
  ): Record<string, unknown> => ({
    orderParameters: {
      ...{ customer: "Acme", orderID: "order-1", productCode: "812", CSR: pem },
      ...changes,
    },
    requestorInfo: { email: acme["E"], firstName: "Anna", lastName: "Żak", phone: "+48 91 000" },
    organizationInfo: {
      organizationName: acme["O"],
      registrationType: "KRS",
      registrationNumber: "0000123456",
    },
  });
  /** An order, its code, the operator, the authority. */
  const enrol = async (request: PartnerRequest, orderID: string): Promise<string> => {
    done(await call("quickOrder", parameters(request, { orderID })));
    if (site.world.mailboxes.verifiedAt("partner/Acme", acme["E"] ?? "") === undefined)
      done(await call("verifyOrder", { orderID, code: site.latestCode(orderID) }));
    await site.control(`/partner/orders/${orderID}/approve`, {});
    await site.control(`/partner/orders/${orderID}/issue`, {});
    const { orderState } = done(await call("getOrderState", { orderID }));
    return String((orderState as { serialNumber: unknown }).serialNumber);
  };

  it("reads the ten operations in the WSDL, and the address it was asked for at", () => {
    assert.deepEqual(operations, [...PartnerWsdl.read().operations].sort());
    assert.equal(operations.length, 10);
    assert.equal(address, site.url);
  });

  it("goes from the check of the parameters to the certificate", async () => {
    const request = await partnerRequest();
    const judged = done(await call("validateOrderParameters", parameters(request)));
    assert.equal((judged["parsedCSR"] as { keyAlgorithm: string }).keyAlgorithm, "prime256v1");
    assert.equal(site.count("partner.orders.accepted"), 0);

    const placed = done(await call("quickOrder", parameters(request)));
    assert.equal(placed["orderID"], "order-1");
    const status = async (): Promise<unknown> => {
      const { orderState } = done(await call("getOrderState", { orderID: "order-1" }));
      return (orderState as { orderStatus: unknown }).orderStatus;
    };
    assert.equal(await status(), "AWAITING");

    const sent = done(await call("addEmailVerification", { orderID: "order-1" }));
    assert.equal((sent["emailVerification"] as { state: unknown }).state, "REQUIRED");
    done(await call("verifyOrder", { orderID: "order-1", code: site.latestCode("order-1") }));
    const { emailVerifications } = done(await call("getEmailVerification", { orderID: "order-1" }));
    const [verified] = (emailVerifications as { emailVerification: { state: string }[] })
      .emailVerification;
    assert.equal(verified?.state, "VERIFIED");
    assert.equal(await status(), "VERIFICATION");

    const content = { base64: Buffer.from("%PDF-1.7 odpis").toString("base64") };
    const documents = { document: [{ fileName: "odpis KRS.pdf", content }] };
    const kept = done(await call("verifyOrder", { orderID: "order-1", note: "Odpis", documents }));
    const [receipt] = (kept["documents"] as { document: { fileName: string; id: number }[] })
      .document;
    assert.deepEqual(receipt, { fileName: "odpis KRS.pdf", id: 1 });

    assert.deepEqual(codes(await call("getCertificate", { orderID: "order-1" })), [1159]);
    await site.control("/partner/orders/order-1/approve", {});
    assert.equal(await status(), "ACCEPTED");
    await site.control("/partner/orders/order-1/issue", {});
    assert.equal(await status(), "ENROLLED");

    const issued = done(await call("getCertificate", { orderID: "order-1" }));
    const { X509Cert, serialNumber } = issued["certificateDetails"] as Record<string, string>;
    const certificate = new x509.X509Certificate(X509Cert ?? "");
    assert.equal(certificate.serialNumber, serialNumber);
    assert.ok(certificate.publicKey.equal(request.publicKey));
    const [issuer = ""] = (issued["caBundle"] as { X509Cert: string[] }).X509Cert;
    const { publicKey } = new x509.X509Certificate(issuer);
    assert.ok(await certificate.verify({ publicKey, date: site.clock.now() }));
    const bySerial = done(await call("getCertificate", { serialNumber }));
    assert.deepEqual(bySerial["certificateDetails"], issued["certificateDetails"]);
  });

  it("renews, reissues and cancels", async () => {
    const serialNumber = await enrol(await partnerRequest(), "order-1");
    const renewal = { orderID: "renewal-1", customer: "Acme", productCode: "822", serialNumber };
    const { pem } = await partnerRequest();
    const renewed = done(await call("renewCertificate", { ...renewal, CSR: pem }));
    const { emailVerification } = renewed["verifications"] as {
      emailVerification: { state: string }[];
    };
    assert.deepEqual(
      emailVerification.map(({ state }) => state),
      ["NOT_REQUIRED"],
    );
    done(await call("cancelOrder", { orderID: "renewal-1", note: "Wrong key" }));
    const { orderState } = done(await call("getOrderState", { orderID: "renewal-1" }));
    const { orderStatus, note } = orderState as Record<string, unknown>;
    assert.deepEqual([orderStatus, note], ["REJECTED", "Wrong key"]);
    const reissue = { orderID: "reissue-1", CSR: (await partnerRequest()).pem, serialNumber };
    assert.equal(done(await call("reissueCertificate", reissue))["orderID"], "reissue-1");
  });

  it("reads each refusal: all codes, wrong credentials, a closed account", async () => {
    const request = await partnerRequest({ L: "", C: "" });
    const members = parameters(request, { orderID: "order 1", customer: "partner" });
    const found = codes(await call("validateOrderParameters", members));
    assert.deepEqual(found, [1013, 1023, 1020, 1018]);
    assert.deepEqual(codes(await call("cancelOrder", { orderID: "nothing" })), [1033]);
    const wrong = { authToken: { password: "guess", userName: "partner" } };
    const guess = async (): Promise<number | undefined> => {
      const { result } = await call("getOrderState", { requestHeader: wrong, orderID: "1" });
      return (result?.["responseHeader"] as Header | undefined)?.successCode;
    };
    const answers = [await guess(), await guess(), await guess(), await guess(), await guess()];
    assert.deepEqual(answers, [2, 2, 2, 2, 3]);
  });

  it("reads a fault of the server, and sends nothing that the schema does not have", async () => {
    site.faults.add({ endpoint: "partner.getOrderState", kind: "500" });
    const { fault } = await call("getOrderState", { orderID: "1" });
    assert.equal(fault?.code, "soap:Server");
    const { refused } = await call("getOrderState", { orderID: "1", discount: "100" });
    assert.match(refused ?? "", /unexpected keyword argument 'discount'/);
  });
});
