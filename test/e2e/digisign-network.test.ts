import assert from "node:assert/strict";
import { requireRig } from "../rigs/index.js";
import type { Fault, FaultSpec } from "../simulators/digisign/index.js";
import { DigisignOffice } from "./digisign-office.js";
import { DigisignPerson } from "./digisign-person.js";
import { waitOf } from "./renewal-person.js";

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

const upload = { endpoint: "signer.upload" } as const;
const rows: readonly Row[] = [
  {
    what: "the order, whose answer was lost",
    after: "code",
    fault: { endpoint: "order.submit", kind: "reset", processed: true },
    counter: "orders.accepted",
    ends: "paid",
  },
  {
    what: "the declaration, whose acknowledgement was lost",
    after: "sign",
    fault: { ...upload, kind: "reset", processed: true },
    counter: "documents.declaration.accepted",
    ends: "sign",
  },
  {
    what: "the contract, whose acknowledgement was cut off",
    after: "sign",
    fault: { ...upload, kind: "truncated" },
    counter: "documents.contract.accepted",
    ends: "sign",
  },
  {
    what: "the general conditions, taken with a 500",
    after: "sign",
    fault: { ...upload, kind: "500", processed: true },
    counter: "documents.terms.accepted",
    ends: "identity",
  },
  {
    what: "the copy of the identity card, which a busy portal did not take",
    after: "sign",
    fault: { ...upload, kind: "503", retryAfter: 60 },
    counter: "documents.identity.accepted",
    ends: "review",
  },
];

describe("The network fails in a renewal at DigiSign", function () {
  this.timeout(120_000);
  this.slow(20_000);
  this.bail(true);
  let office: DigisignOffice;
  let person: DigisignPerson;

  before(async function () {
    requireRig(this, DigisignOffice.missing());
    office = await DigisignOffice.open({
      content: { keyType: "EC:prime256v1" },
      values: { algorithm: "ec-p256" },
    });
    person = new DigisignPerson(office);
  });
  after(() => office?.[Symbol.asyncDispose]());

  /** How many requests a fault has hit so far. */
  function hits({ id }: Fault): number {
    return office.simulator.faults.list().find((one) => one.id === id)?.hits ?? 0;
  }

  for (const { what, after, fault, counter, ends } of rows) {
    it(`at ${what}: it is there once`, async () => {
      await person.act(await person.go(after));
      const added = office.simulator.addFault(fault);
      const logins = await office.logins();
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
      assert.ok((await office.logins()) <= logins + 1, "what was signed is not signed again");
    });
  }

  it("at the order’s state and at the certificate: asked again", async () => {
    const { simulator } = office;
    const show = simulator.addFault({ endpoint: "signer.show", kind: "500" });
    await person.act(await person.go("review"));
    for (let run = 0; run < 3 && hits(show) === 0; run += 1) await office.resume();
    await office.pass(90_000);
    const collect = simulator.addFault({ endpoint: "signer.certificate", kind: "429" });
    person.instead.set("review", () => office.pass(90_000));
    await person.act(await person.go("issuing-date"));
    let renewal = await office.resume();
    for (let run = 0; run < 4 && waitOf(renewal) !== "install"; run += 1) {
      await office.pass(90_000);
      renewal = await office.resume();
    }
    assert.equal(waitOf(renewal), "install", JSON.stringify(renewal));
    assert.deepEqual([hits(show), hits(collect)], [1, 1]);
  });

  it("and in the end nothing was sent twice", async () => {
    assert.equal((await person.go()).state, "done");
    const { counters } = office.simulator.state() as { counters: Record<string, number> };
    assert.deepEqual(counters, {
      ...{ "orders.accepted": 1, "codes.drawn": 1, "certificates.issued": 1 },
      "documents.accepted": 4,
      ...{ "documents.declaration.accepted": 1, "documents.contract.accepted": 1 },
      ...{ "documents.terms.accepted": 1, "documents.identity.accepted": 1 },
    });
    assert.deepEqual(office.simulator.failures, []);
  });
});
