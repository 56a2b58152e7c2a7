import assert from "node:assert/strict";
import { jsonOf } from "../../testing/run-command.js";
import { at } from "../../testing/views.js";
import { AdministrationBench } from "../../testing/administration-bench.js";

describe("audit", () => {
  let bench: AdministrationBench;
  beforeEach(async () => {
    bench = await AdministrationBench.open();
  });
  afterEach(() => bench.close());

  it("shows the records, all or the last ones or those of a renewal", async () => {
    for (const n of [1, 2, 3]) await bench.store.audit({ event: `test.${n}`, data: { n } }, at);
    const all = jsonOf(await bench.run(["audit", "show", "--json"])) as {
      records: { event: string }[];
    };
    assert.ok(all.records.length >= 3);
    const last = await bench.run(["audit", "show", "--last", "1"]);
    assert.match(last.stdout, /test\.3/);
    assert.doesNotMatch(last.stdout, /test\.2/);
    assert.match((await bench.run(["audit", "show", "none"])).stdout, /no records/);
    assert.equal((await bench.run(["audit", "show", "--last", "0"])).exitCode, 2);
  });

  it("verifies the chain, and fails when it is broken", async () => {
    assert.equal((await bench.run(["audit", "verify"])).exitCode, 0);
    bench.store.verifyAudit = () => Promise.resolve({ ok: false, seq: 7, problem: "changed" });
    const ran = await bench.run(["audit", "verify", "--lang", "fr"]);
    assert.equal(ran.exitCode, 5);
    assert.match(ran.stdout, /L’entrée 7 a été modifiée/);
  });
});
