import assert from "node:assert/strict";
import type { Fault, FaultSpec } from "../simulators/certum/index.js";
import { CertumOffice } from "./certum-office.js";
import { PartnerPerson } from "./certum-partner-person.js";
import { CertumPerson } from "./certum-person.js";
import { scan, waitOf } from "./renewal-person.js";

/** Something that happens to one request, and what comes of it. */
interface Row {
  readonly what: string;
  /** The wait that is answered before. */
  readonly after: string;
  readonly fault: FaultSpec;
  /** What counts the request where it is carried out. */
  readonly counter: string;
  readonly ends: string;
}

const panel: readonly Row[] = [
  {
    what: "the data, whose answer was lost",
    after: "summary",
    fault: { endpoint: "panel.data", kind: "reset", processed: true },
    counter: "data.accepted",
    ends: "verification",
  },
  {
    what: "the address, taken with a 500",
    after: "email",
    fault: { endpoint: "panel.email", kind: "500", processed: true },
    counter: "emails.accepted",
    ends: "email-verification",
  },
  {
    what: "the request for the certificate, whose answer was cut off",
    after: "key-method",
    fault: { endpoint: "panel.activation", kind: "truncated" },
    counter: "activations.accepted",
    ends: "certificate",
  },
];

const partner: readonly Row[] = [
  {
    what: "the partner’s order, whose answer was lost",
    after: "key-method",
    fault: { endpoint: "partner.renewCertificate", kind: "reset", processed: true },
    counter: "partner.orders.accepted",
    ends: "email-code",
  },
  {
    what: "the code, taken with a 500",
    after: "email-code",
    fault: { endpoint: "partner.verifyOrder", kind: "500", processed: true },
    counter: "partner.calls.verifyOrder",
    ends: "order",
  },
];

describe("The network fails in a renewal at Certum", function () {
  this.timeout(120_000);
  this.slow(30_000);
  this.bail(true);
  let office: CertumOffice;
  let person: CertumPerson;

  afterEach(async function () {
    if (this.currentTest?.state === "failed") await office?.[Symbol.asyncDispose]();
  });

  /** How many requests a fault has hit so far. */
  function hits({ id }: Fault): number {
    return office.simulator.faults.list().find((one) => one.id === id)?.hits ?? 0;
  }

  async function survive({ after, fault, counter, ends }: Row): Promise<void> {
    await person.act(await person.go(after));
    const added = office.simulator.addFault(fault);
    let renewal = await office.resume();
    for (let run = 1; run < 4 && waitOf(renewal) !== ends; run += 1) {
      assert.ok(
        !/^internal\.|^plugin\.|unknown-outcome/.test(renewal.error?.code ?? ""),
        JSON.stringify(renewal),
      );
      await office.pass(90_000);
      renewal = await office.resume();
    }
    assert.equal(waitOf(renewal), ends, JSON.stringify(renewal));
    assert.equal(hits(added), 1);
    assert.equal(office.counter(counter), 1);
  }

  it("begins in the panel", async () => {
    office = await CertumOffice.open();
    person = new CertumPerson(office);
    assert.equal(waitOf(await person.go("order")), "order");
  });

  for (const row of panel) it(`at ${row.what}: it is there once`, () => survive(row));

  it("at the certificate, which a busy panel did not hand out: asked again", async () => {
    const collect = office.simulator.addFault({ endpoint: "panel.certificate", kind: "429" });
    await person.act(await office.resume());
    let renewal = await office.resume();
    for (let run = 0; run < 4 && waitOf(renewal) !== "install"; run += 1) {
      await office.pass(90_000);
      renewal = await office.resume();
    }
    assert.equal(waitOf(renewal), "install", JSON.stringify(renewal));
    assert.equal(hits(collect), 1);
    assert.equal((await person.go()).state, "done");
    assert.equal(office.counter("certificates.issued"), 1);
    assert.deepEqual(office.simulator.failures, []);
    await office[Symbol.asyncDispose]();
  });

  it("begins as a partner", async () => {
    office = await CertumOffice.open({ values: { role: "partner" } });
    person = new PartnerPerson(office);
    assert.equal(waitOf(await person.go("order-kind")), "order-kind");
  });

  for (const row of partner) it(`at ${row.what}: it is there once`, () => survive(row));

  it("and in the end there is one order with one certificate", async () => {
    await office.deliver("odpis.png", scan());
    assert.equal((await person.go()).state, "done");
    const { orders } = person as PartnerPerson;
    assert.deepEqual(
      orders.map(({ status }) => status),
      ["ENROLLED"],
    );
    assert.equal(office.counter("partner.certificates.issued"), 1);
    assert.equal(office.counter("partner.documents.accepted"), 1);
    assert.deepEqual(office.simulator.failures, []);
    await office[Symbol.asyncDispose]();
  });
});
