import { PerennialError, type SecretRef } from "@perennial/api";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OrderToPlace } from "./order-elements.js";
import { PartnerClient } from "./partner-client.js";
import { PartnerService } from "./partner-service.js";
import { partnerWsdl } from "./partner-wsdl.js";
import { LoopbackHttp } from "./testing/loopback-http.js";

const password: SecretRef = { secret: "ref-1" };
const hardPassword = `p&ss<w>"o'rd]]>`;
const order: OrderToPlace = {
  orderId: "order-1",
  customer: "A&B <x>",
  productCode: "812",
  csr: "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
  email: "anna@przyklad.example",
  commonName: "A&B <x>",
  organization: `Zażółć "gęślą" 'jaźń' & Söhne`,
  locality: "Łódź",
  state: "łódzkie",
  country: "PL",
  language: "pl",
  registration: { type: "KRS", number: "0000012345" },
  requestor: { firstName: "Anna", lastName: "Nowak", phone: "+48 91 555 01 00" },
};

type Args = { readonly [name: string]: Args } & string;

/** `soap`'s own server of the WSDL: what it reads was understood by somebody else's code. */
class SoapServer {
  readonly seen: { readonly operation: string; readonly args: Args }[] = [];
  private readonly server: Server = createServer((_request, response) => response.end());
  answer: { readonly [name: string]: unknown } = {};

  async start(): Promise<void> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    const { listen } = await import("soap");
    const operations = [...partnerWsdl.matchAll(/<xs:element name="(\w+)Response"/g)];
    const methods = operations.map(([, operation = ""]) => [
      operation,
      (args: Args) => {
        this.seen.push({ operation, args });
        return this.answer;
      },
    ]);
    const services = { PartnerApiService: { PartnerApiPort: Object.fromEntries(methods) } };
    listen(this.server, { path: "/service", services, xml: partnerWsdl });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const header = (successCode = 0) => ({ successCode, timestamp: "2026-11-20T09:30:00Z" });

describe("The partner's client, against the server of the soap package", () => {
  const server = new SoapServer();
  let http: LoopbackHttp;
  let service: PartnerService;

  before(() => server.start());
  after(() => server.stop());
  beforeEach(async () => {
    server.seen.length = 0;
    server.answer = { responseHeader: header() };
    http = new LoopbackHttp(() => server.port, hardPassword);
    const url = "https://gs.certum.example/service";
    const account = { url, user: "p&rtner", password, session: "s", roots: ["PEM"] };
    service = new PartnerService(await PartnerClient.open(http, account));
  });

  it("fetches no WSDL, and knows no password", async () => {
    assert.equal(http.requests.length, 0);
    await service.validate(order);
    const [request] = http.requests;
    assert.deepEqual(
      request?.xml?.map((piece) => typeof piece),
      ["string", "object", "string"],
    );
    assert.deepEqual(request?.xml?.[1], password);
    assert.equal(request?.maxRedirects, 0);
    assert.deepEqual(request?.roots, ["PEM"]);
    // Nor what stood in its place.
    assert.doesNotMatch(http.bodies.join(""), /password-/);
  });

  it("has the password and every value arrive as they are, whatever characters they have", async () => {
    await service.order(order);
    const { operation, args } = server.seen[0] ?? assert.fail("nothing came");
    assert.equal(operation, "quickOrder");
    const authToken = args["requestHeader"]?.["authToken"];
    assert.equal(authToken?.["password"], hardPassword);
    assert.equal(authToken?.["userName"], "p&rtner");
    const parameters = args["orderParameters"] ?? assert.fail("no parameters");
    assert.equal(parameters["commonName"], "A&B <x>");
    assert.equal(parameters["organization"], order.organization);
    assert.equal(parameters["locality"], "Łódź");
    assert.equal(parameters["CSR"], order.csr.trim());
    assert.equal(args["organizationInfo"]?.["registrationNumber"], "0000012345");
    assert.equal(args["requestorInfo"]?.["phone"], "+48 91 555 01 00");
  });

  for (const value of [
    "<![CDATA[x]]></customer><productCode>999</productCode><customer><![CDATA[y]]>",
    "]]></customer><customer>x",
    "<?xml version='1.0'?><x/>",
    "&lt;x&gt; &#65;",
    "<!-- x -->",
    "$& $1 $$",
  ]) {
    it(`has no value become elements: ${value}`, async () => {
      await service.order({ ...order, customer: value });
      const { args } = server.seen[0] ?? assert.fail("nothing came");
      assert.equal(args["orderParameters"]?.["customer"], value);
      assert.equal(args["orderParameters"]?.["productCode"], "812");
    });
  }

  it("refuses characters that XML has none for, before anything is sent", async () => {
    for (const customer of ["a\u0000b", "a\u001Bb", "a\uD800b", "a\uFFFEb"]) {
      await assert.rejects(
        service.order({ ...order, customer }),
        (error) =>
          PerennialError.is(error, "certum.partner-character") &&
          error.effect === "none" &&
          error.params["field"] === "customer",
      );
    }
    assert.equal(http.requests.length, 0);
  });

  it("reads states, mailboxes and certificates", async () => {
    server.answer = {
      responseHeader: header(),
      orderState: {
        orderID: "order-1",
        orderStatus: "REJECTED",
        productCode: "812",
        customer: "A&B <x>",
        orderDate: "2026-11-20T10:30:00+01:00",
        note: "nie & tak",
      },
    };
    assert.deepEqual(await service.state("order-1"), {
      orderId: "order-1",
      status: "REJECTED",
      productCode: "812",
      customer: "A&B <x>",
      orderedAt: "2026-11-20T09:30:00.000Z",
      note: "nie & tak",
    });
    const states = ["REQUIRED", "VERIFIED"].map((state) => ({ email: "a@b.example", state }));
    server.answer = {
      responseHeader: header(),
      emailVerifications: { emailVerification: states },
    };
    assert.deepEqual(await service.emailVerifications("order-1"), states);
    server.answer = {
      responseHeader: header(),
      certificateDetails: {
        ...{ orderID: "order-1", serialNumber: "0a", X509Cert: "AAAA" },
        ...{ startDate: "2026-11-20T09:30:00Z", endDate: "2028-11-20T09:30:00Z" },
      },
      caBundle: { X509Cert: ["BBBB", "CCCC"] },
    };
    assert.deepEqual(await service.certificate("order-1"), {
      certificate: "AAAA",
      issuers: ["BBBB", "CCCC"],
    });
  });

  it("speaks as the schema of the WSDL wants it, in every operation", async function () {
    if (spawnSync("xmllint", ["--version"]).status !== 0) {
      // Where xmllint is not installed.
      this.skip();
    }
    server.answer = { responseHeader: header(), documents: { document: [] } };
    const minimal = { ...order };
    delete (minimal as { state?: string }).state;
    delete (minimal as { requestor?: object }).requestor;
    delete (minimal as { registration?: object }).registration;
    await service.validate(order);
    await service.order(minimal);
    await service.renew(order, "0a1b");
    await service.reissue(order, "0a1b");
    await service.sendCode("order-1");
    await service.emailVerifications("order-1");
    await service.confirmEmail("order-1", "ABCDEFGH23");
    await service.sendDocument("order-1", { fileName: "a & b.pdf", content: "AAAA" });
    await service.cancel("order-1", "note <x>");
    await assert.rejects(service.state("order-1"));
    await assert.rejects(service.certificate("order-1"));
    assert.equal(http.bodies.length, 11);
    const [schema = ""] = /<xs:schema[\s\S]*<\/xs:schema>/.exec(partnerWsdl) ?? [];
    const folder = mkdtempSync(join(tmpdir(), "certum-schema-"));
    try {
      const xsd = join(folder, "partner.xsd");
      const namespaces =
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="http://webservice.api.muc.unizeto.pl/"';
      writeFileSync(xsd, schema.replace("<xs:schema", `<xs:schema ${namespaces}`));
      const files = http.bodies.map((body, index) => {
        const file = join(folder, `${index}.xml`);
        const [, content = ""] = /<soap:Body>([\s\S]*)<\/soap:Body>/.exec(body) ?? [];
        writeFileSync(file, content.replace(/^<tns:\w+/, `$& ${namespaces}`));
        return file;
      });
      const { status, stderr } = spawnSync("xmllint", ["--noout", "--schema", xsd, ...files], {
        encoding: "utf8",
      });
      assert.equal(status, 0, stderr);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
