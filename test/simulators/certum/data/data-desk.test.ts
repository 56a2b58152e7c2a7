import assert from "node:assert/strict";
import {
  customerOf,
  dataFields,
  number,
  pdf,
  startFriday,
  type PanelVisitor,
} from "../../testing/certum-visits.js";
import type { CertumSimulator } from "../index.js";

const DAY = 24 * 3600 * 1000;

describe("Data verification at Certum's panel", () => {
  let simulator: CertumSimulator;
  let visitor: PanelVisitor;

  beforeEach(async () => {
    simulator = await startFriday();
    visitor = await customerOf(simulator);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const count = (name: string): number => simulator.world.counters.get(name);
  const file = (content: Uint8Array | string): File =>
    new File([new Uint8Array(Buffer.from(content))], "odpis.pdf");

  it("begins with an order that waits for data, and shows no other customer's", async () => {
    const order = await visitor.order();
    assert.deepEqual(
      [order.number, order.status, order.product.days],
      [number, "Waiting for activation", 730],
    );
    assert.deepEqual(order.steps, {
      data: "awaiting-data",
      email: "not-available",
      activation: "not-available",
    });
    const { orders } = (await visitor.browser.json(visitor.url("panel/orders"))) as {
      orders: unknown[];
    };
    assert.equal(orders.length, 1);
    for (const other of ["ORDER/0000123457/dk", "ORDER/9999999999/dk"]) {
      const { status, code } = await visitor.get(`panel/order?number=${encodeURIComponent(other)}`);
      assert.deepEqual([status, code], [404, "order.unknown"]);
    }
  });

  it("names statements and registries before", async () => {
    const url = visitor.url(`panel/statements?number=${encodeURIComponent(number)}`);
    const { statements, registries } = (await visitor.browser.json(url)) as {
      statements: { id: string; required: boolean }[];
      registries: { type: string; country: string; title: string }[];
    };
    assert.deepEqual(
      statements.filter(({ required }) => required).map(({ id }) => id),
      ["terms", "truth"],
    );
    assert.deepEqual(registries[0], {
      type: "KRS",
      country: "PL",
      title: "Krajowy Rejestr Sądowy",
    });
  });

  it("takes data by registration number, and the operator verifies them", async () => {
    const answer = await visitor.sendData();
    const order = `/panel/order?number=${encodeURIComponent(number)}`;
    assert.deepEqual([answer.status, answer.headers.location], [303, order]);
    const waiting = await visitor.order();
    assert.equal(waiting.status, "Under verification");
    assert.equal(waiting.steps.data, "waiting-for-verification");
    assert.equal(waiting.steps.email, "not-available");
    simulator.review.approveData(number);
    const verified = await visitor.order();
    assert.deepEqual([verified.steps.data, verified.steps.email], ["verified", "awaiting-data"]);
    assert.equal(verified.data?.verifiedOn, "2026-11-20");
    assert.equal(verified.data.verifiedUntil, "2029-02-22");
  });

  it("takes data with a document in the place of a number", async () => {
    const { registrationType: _type, registrationNumber: _number, ...fields } = dataFields();
    const answer = await visitor.post("panel/data", {
      ...fields,
      verification: "document",
      document: file(pdf),
    });
    assert.equal(answer.status, 303);
    const { data } = await visitor.order();
    assert.equal(data?.documents[0]?.receipt, "D-000001");
    simulator.review.approveData(number, "NTRPL-0000999999");
    const [{ organization } = { organization: undefined }] = simulator.world.organizations.list();
    assert.equal(organization?.organizationIdentifier, "NTRPL-0000999999");
    assert.equal(organization.registration, null);
  });

  for (const field of [
    ...["organization", "country", "state", "locality"],
    ...["verification", "registrationType", "registrationNumber"],
  ])
    it(`refuses data without ${field}`, async () => {
      const { status, code, detail } = await visitor.sendData({ [field]: " " });
      assert.deepEqual([status, code, detail], [400, "data.missing-field", field]);
      assert.equal((await visitor.order()).steps.data, "awaiting-data");
    });

  const refusals: [string, Record<string, string | Blob>, string, string][] = [
    ["a country that there is not", { country: "QQ" }, "data.unknown-country", "QQ"],
    ["a country in words", { country: "Polska" }, "data.unknown-country", "Polska"],
    ["a registry that there is not", { registrationType: "XYZ" }, "data.unknown-registry", "XYZ"],
    ["a registry of another country", { registrationType: "HRB" }, "data.unknown-registry", "HRB"],
    ["no required statement", { statements: "news" }, "statements.missing", "terms"],
    ["one statement too few", { statements: "terms, news" }, "statements.missing", "truth"],
    [
      "an organization it does not know",
      { organizationId: "ORG-9" },
      "data.unknown-organization",
      "ORG-9",
    ],
    ["another way to verify", { verification: "telepathy" }, "data.missing-field", "verification"],
    ["no document", { verification: "document" }, "data.missing-field", "document"],
    ["an empty document", { verification: "document", document: file("") }, "document.empty", ""],
    [
      "a document in prose",
      { verification: "document", document: file("Dear") },
      "document.type",
      "",
    ],
    ["no reference", { reference: "" }, "reference.missing", ""],
  ];
  for (const [name, fields, code, detail] of refusals)
    it(`refuses data with ${name}`, async () => {
      const answer = await visitor.sendData(fields);
      assert.deepEqual([answer.status, answer.code, answer.detail], [400, code, detail]);
      assert.equal(count(`data.refused.${code}`), 1);
      assert.equal((await visitor.order()).data, undefined);
    });

  it("refuses a document of more than 5 MiB", async () => {
    const content = Buffer.alloc(5 * 1024 * 1024 + 1);
    content.write("%PDF-");
    const answer = await visitor.sendData({ verification: "document", document: file(content) });
    assert.equal(answer.code, "document.too-large");
  });

  it("takes a reference once for ever, and data only when it is their turn", async () => {
    const fields = { reference: "R-1" };
    await visitor.sendData(fields);
    const again = await visitor.sendData(fields);
    assert.deepEqual([again.status, again.code, again.detail], [409, "data.duplicate", "R-1"]);
    const other = await visitor.sendData();
    assert.deepEqual([other.status, other.code], [409, "step.not-open"]);
    simulator.review.rejectData(number, "Firma jest w likwidacji");
    assert.equal((await visitor.sendData(fields)).code, "data.duplicate");
    assert.equal((await visitor.sendData()).status, 303);
    assert.deepEqual([count("data.accepted"), count("data.duplicates")], [2, 2]);
  });

  it("can be rejected with a reason, and is asked for again", async () => {
    await visitor.sendData();
    simulator.review.rejectData(number, "Numer KRS nie pasuje do nazwy");
    const rejected = await visitor.order();
    assert.equal(rejected.data?.rejection?.reason, "Numer KRS nie pasuje do nazwy");
    assert.deepEqual(
      [rejected.status, rejected.steps.data],
      ["Waiting for activation", "awaiting-data"],
    );
    await visitor.sendData();
    assert.equal((await visitor.order()).data?.rejection, undefined);
    assert.throws(() => simulator.review.rejectData("ORDER/9999999999/dk", ""), {
      code: "order.unknown",
    });
  });

  it("takes more documents while data are verified, each of them once", async () => {
    assert.equal((await visitor.sendDocument()).code, "step.not-open");
    await visitor.sendData();
    const added = await visitor.sendDocument();
    assert.equal(added.status, 201);
    const receipt = JSON.parse(added.text) as Record<string, unknown>;
    assert.deepEqual([receipt["name"], receipt["receipt"]], ["odpis.pdf", "D-000001"]);
    const again = await visitor.sendDocument();
    assert.deepEqual(
      [again.status, again.code, again.detail],
      [409, "document.duplicate", "D-000001"],
    );
    assert.equal((await visitor.post("panel/documents", { number })).code, "data.missing-field");
    for (const [content, code] of [
      ["", "document.empty"],
      ["prose", "document.type"],
    ] as const)
      assert.equal((await visitor.sendDocument(Buffer.from(content))).code, code);
    simulator.review.approveData(number);
    assert.equal((await visitor.sendDocument(Buffer.from("%PDF-2"))).code, "step.not-open");
    assert.deepEqual([count("documents.accepted"), count("documents.duplicates")], [1, 1]);
  });

  it("takes JPEG and PNG, too", async () => {
    await visitor.sendData();
    for (const hex of ["ffd8ffe0", "89504e470d0a1a0a00"])
      assert.equal((await visitor.sendDocument(Buffer.from(hex, "hex"))).status, 201);
  });

  it("uses verified data again for 825 days, for the same customer only", async () => {
    await visitor.sendData();
    simulator.review.approveData(number);
    const renewal = simulator.world.orders.place({ customer: "anna.nowak", days: 365 });
    const list = async () => {
      const json = await visitor.browser.json(visitor.url("panel/organizations"));
      return (json as { organizations: { id: string; verifiedUntil: string }[] }).organizations;
    };
    const [{ id, verifiedUntil } = { id: "", verifiedUntil: "" }] = await list();
    assert.equal(verifiedUntil, "2029-02-22");
    await simulator.clock.set(new Date("2029-02-22T23:59:59Z"));
    await visitor.logIn();
    assert.equal((await list()).length, 1);
    await simulator.clock.advance(1000);
    assert.deepEqual(await list(), []);
    const reuse = { number: renewal.number, organizationId: id };
    const late = await visitor.sendData(reuse);
    assert.deepEqual([late.code, late.detail], ["data.organization-expired", "2029-02-22"]);
    await simulator.clock.set(new Date(Date.parse("2029-02-22T23:00:00Z") - DAY));
    assert.equal((await visitor.sendData({ ...reuse, statements: "" })).code, "statements.missing");
    assert.equal((await visitor.sendData(reuse)).status, 303);
    const order = await visitor.order(renewal.number);
    assert.deepEqual([order.steps.data, order.data?.verifiedOn], ["verified", "2026-11-20"]);
    await visitor.logIn("jan.kowalski", "Panel2Jan");
    const theirs = { number: "ORDER/0000123457/dk", organizationId: id };
    assert.equal((await visitor.sendData(theirs)).code, "data.unknown-organization");
  });
});
