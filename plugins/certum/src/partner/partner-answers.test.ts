import { PerennialError, type HttpResponse } from "@perennial/api";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { FakeSecrets } from "../testing/fake-secrets.js";
import { PartnerClient } from "./partner-client.js";
import { isPartnerCode, knownCodes } from "./partner-errors.js";
import { PartnerService } from "./partner-service.js";
import {
  FakePartner,
  envelope,
  fault,
  header,
  response,
  xmlResponse,
} from "./testing/fake-partner.js";

const clock = { time: "2026-11-20T09:30:00Z" };

/** What a call ends with when this is the answer. */
async function failureOf(answer: HttpResponse | PerennialError): Promise<PerennialError> {
  const partner = new FakePartner(clock);
  partner.before = () => answer;
  const account = {
    url: "https://gs.certum.pl/service/PartnerApi.wsdl",
    user: "partner",
    password: new FakeSecrets().give("partnerPassword", "right"),
    session: "s",
  };
  const service = new PartnerService(await PartnerClient.open(partner, account));
  try {
    await service.state("order-1");
  } catch (error) {
    assert.ok(PerennialError.is(error), String(error));
    return error;
  }
  return assert.fail("nothing was thrown");
}

const refusal = (codes: readonly number[], text = "") =>
  envelope("getOrderState", header(1, codes, text));

const texts = ["en", "fr", "pl"].map((language) => {
  const file = new URL(`../../../l10n/${language}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as { readonly [key: string]: string };
});

describe("The codes of docs/partner.md", () => {
  const document = readFileSync(new URL("../../../docs/partner.md", import.meta.url), "utf8");

  it("that have texts of their own are those that the document names", () => {
    const [, list = ""] = /texts of their own:([\s\S]*?)Any other/.exec(document) ?? [];
    const spread = list.replace("`1166`–`1170`", "`1166` `1167` `1168` `1169` `1170`");
    const named = [...spread.matchAll(/`(\d{4})`/g)].map(([, code]) => Number(code));
    assert.deepEqual([...knownCodes].toSorted(), named.toSorted());
  });

  for (const code of knownCodes) {
    it(`${code} is an error of its own that changed nothing and says in every language what to do`, async () => {
      const error = await failureOf(refusal([code], "their words"));
      assert.deepEqual([error.code, error.effect], [`certum.partner-${code}`, "none"]);
      assert.ok(isPartnerCode(error, code));
      for (const catalogue of texts) {
        assert.ok(catalogue[`error.${error.code}`]);
        assert.ok(catalogue[`error.${error.code}.next`]);
      }
    });
  }

  it("any other is shown with its number and the service's words", async () => {
    const error = await failureOf(refusal([2094], "not so & not now."));
    assert.deepEqual(
      [error.code, error.effect, error.params],
      [
        "certum.partner-refused",
        "none",
        { host: "gs.certum.pl", number: "2094", text: "not so & not now" },
      ],
    );
    assert.ok(isPartnerCode(error, 2094));
  });

  it("several are all told", async () => {
    const error = await failureOf(refusal([1016, 2094]));
    assert.equal(error.code, "certum.partner-several");
    const host = "gs.certum.pl";
    assert.deepEqual(error.params["findings"], {
      key: "certum.partner.in-a-row",
      args: {
        first: { key: "error.certum.partner-1016", args: { host } },
        rest: {
          key: "error.certum.partner-refused",
          args: { host, number: "2094", text: "none" },
        },
      },
    });
    assert.ok(isPartnerCode(error, 1016) && isPartnerCode(error, 2094));
    assert.ok(!isPartnerCode(error, 1018));
  });

  it("whatever the service writes stands on one line and is shortened, and of thousands of codes some are told", async () => {
    const long = `x\n${"y".repeat(100_000)}`;
    for (const answer of [refusal([2094], long), fault("soap:Client", long)]) {
      const error = await failureOf(answer);
      const said = String(error.params["text"]);
      assert.deepEqual([said.length, said.slice(0, 3)], [1_000, "x y"]);
      assert.ok((error.detail ?? "").length < 1_100);
    }
    const { params, detail = "" } = await failureOf(
      refusal(Array.from({ length: 5_000 }, () => 2094)),
    );
    assert.ok(JSON.stringify(params).length < 10_000);
    assert.ok(detail.length < 1_000);
  });

  it("2 and 3 in the header are about the password", async () => {
    const codes = await Promise.all(
      [2, 3].map(async (success) => failureOf(envelope("getOrderState", header(success)))),
    );
    assert.deepEqual(
      codes.map(({ code, effect }) => [code, effect]),
      [
        ["certum.partner-credentials", "none"],
        ["certum.partner-closed", "none"],
      ],
    );
  });
});

describe("An answer that is none of the service's", () => {
  const state = (content: string) =>
    envelope("getOrderState", `${header(0)}<orderState>${content}</orderState>`);
  const good =
    "<orderID>o</orderID><orderStatus>AWAITING</orderStatus><productCode>8</productCode><customer>c</customer>";
  const xml = (text: string) => response(200, "text/xml", text);

  for (const [what, answer, code, effect] of [
    ["a fault of ours", fault("soap:Client", "no orderID"), "partner-fault", "none"],
    ["a fault of ours by another prefix", fault("S:Client.Schema", "x"), "partner-fault", "none"],
    ["a fault of theirs", fault("soap:Server", "x"), "partner-broke", undefined],
    ["a fault of nobody's", fault("Clientele", "x"), "partner-broke", undefined],
    ["502", response(502, "text/html", "<h1>Bad gateway"), "partner-unexpected", undefined],
    ["500 that is no XML", response(500, "text/html", "x"), "partner-unexpected", undefined],
    ["503 without Retry-After", response(503, "text/xml", ""), "partner-unexpected", undefined],
    ["404", response(404, "text/xml", "<x/>"), "partner-unexpected", "none"],
    ["302", response(302, "text/html", ""), "partner-unexpected", "none"],
    ["a page", response(200, "text/html", "<html></html>"), "partner-changed", undefined],
    ["nothing", response(200, "text/xml", ""), "partner-changed", undefined],
    ["no SOAP", xml("<x/>"), "partner-changed", undefined],
    ["XML that ends too early", xml("<s:Envelope><s:Body>"), "partner-changed", undefined],
    ["another operation's", envelope("cancelOrder", header(0)), "partner-changed", undefined],
    ["no header", envelope("getOrderState", "<orderState/>"), "partner-changed", undefined],
    ["no state", envelope("getOrderState", header(0)), "partner-changed", undefined],
    ["a success of its own", envelope("getOrderState", header(7)), "partner-changed", undefined],
    ["a refusal without a code", refusal([]), "partner-changed", undefined],
    ["no time", state(good), "partner-changed", undefined],
    [
      "about another order than was asked for",
      state(good + "<orderDate>2026-11-20T09:30:00Z</orderDate>"),
      "partner-changed",
      undefined,
    ],
    [
      "a time without an offset",
      state(`${good}<orderDate>2026-11-20T09:30:00</orderDate>`),
      "partner-changed",
      undefined,
    ],
    [
      "an unknown status",
      state(good.replace("AWAITING", "__proto__") + "<orderDate>2026-11-20T09:30:00Z</orderDate>"),
      "partner-changed",
      undefined,
    ],
    [
      "a document type",
      xmlResponse(200, "&x;", '<!DOCTYPE x [<!ENTITY x "y">]>'),
      "partner-changed",
      undefined,
    ],
    [
      "references",
      state(`${good}<x href="#y"/><y id='&#95;_proto__'>z</y>`),
      "partner-changed",
      undefined,
    ],
  ] as const) {
    it(`is refused: ${what}`, async () => {
      const error = await failureOf(answer);
      assert.deepEqual([error.code, error.effect], [`certum.${code}`, effect]);
    });
  }

  it("in bytes that are not UTF-8 is refused", async () => {
    const body = Buffer.from([0x3c, 0xff, 0xfe]).toString("base64");
    const error = await failureOf({ ...response(200, "text/xml", ""), body });
    assert.equal(error.code, "certum.partner-changed");
  });

  it("leaves Object as it is", async () => {
    await failureOf(state(`${good}<y id="__proto__">z</y><__proto__><obj>1</obj></__proto__>`));
    assert.equal(({} as { obj?: unknown }).obj, undefined);
  });

  it("of a busy service changed nothing, and says when to come back", async () => {
    const error = await failureOf(new PerennialError("http.busy", {}, { retry: { after: 7 } }));
    assert.deepEqual([error.code, error.effect, error.retry], ["http.busy", "none", { after: 7 }]);
  });

  it("that was lost leaves it open", async () => {
    const error = await failureOf(new PerennialError("http.timeout", {}, { retry: {} }));
    assert.deepEqual([error.code, error.effect], ["http.timeout", undefined]);
  });
});

describe("A good answer", () => {
  it("may have comments, CDATA and attributes", async () => {
    const partner = new FakePartner(clock);
    const content = `<!-- id="1" --><orderID xmlns:t="x" t:type="y">o</orderID><orderStatus><![CDATA[AWAITING]]></orderStatus><productCode>8</productCode><customer>a > "b" id=1</customer><orderDate>2026-11-20T09:30:00Z</orderDate>`;
    partner.before = () =>
      envelope("getOrderState", `${header(0)}<orderState>${content}</orderState>`);
    const account = {
      url: "https://gs.certum.pl/",
      user: "p",
      password: { secret: "s:" },
      session: "s",
    };
    const service = new PartnerService(await PartnerClient.open(partner, account));
    assert.deepEqual(await service.state("o"), {
      orderId: "o",
      status: "AWAITING",
      productCode: "8",
      customer: 'a > "b" id=1',
      orderedAt: "2026-11-20T09:30:00.000Z",
    });
  });
});
