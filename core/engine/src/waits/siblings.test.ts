import assert from "node:assert/strict";
import { done, message, waiting, type Json } from "@perennial/api";
import { TestBench } from "../testing/test-bench.js";
import { output } from "../testing/waiting-step.js";

const text = message("wait");

describe("A wait for another renewal's step", () => {
  const other = (account: string) => (account === "crypt" ? "transport" : "crypt");
  const sort = async (outcome: (account: string) => Json = (account) => `csr of ${account}`) => {
    const bench = await TestBench.open({
      provider: { accounts: { by: "contract", values: { sort: ["crypt", "transport"] } } },
      steps: [
        { name: "request", run: ({ account }) => done(outcome(account)) },
        {
          name: "both",
          run: ({ account, siblings }) => {
            const theirs = siblings[other(account)]?.["request"];
            if (theirs !== undefined) return done(theirs);
            const step = "request";
            return waiting({ for: "step", key: "both", text, account: other(account), step });
          },
        },
      ],
    });
    await bench.addProfile("acme", "acme.card", { contract: "sort" });
    const views = await bench.engine.begin({ profile: "acme", force: true });
    return { bench, ids: views.map((view) => view.id) };
  };

  it("is not missed, whichever of the two goes first", async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const { bench, ids } = await sort();
      const [first, second] = order.map((n) => ids[n] ?? "");
      assert.equal((await bench.engine.advance({ renewal: first ?? "" })).state, "waiting");
      assert.ok(!(await bench.engine.due()).includes(first ?? ""));
      assert.equal((await bench.engine.advance({ renewal: second ?? "" })).state, "done");
      assert.deepEqual(await bench.engine.due(), [first]);
      assert.equal((await bench.engine.advance({ renewal: first ?? "" })).state, "done");
    }
  });

  it("reads the sibling's output", async () => {
    const { bench, ids } = await sort();
    for (const renewal of [...ids, ...ids]) await bench.engine.advance({ renewal });
    assert.equal(await output(bench, ids[0] ?? "", "both"), "csr of transport");
    assert.equal(await output(bench, ids[1] ?? "", "both"), "csr of crypt");
  });

  it("does not count what a cancelled sibling had done", async () => {
    const { bench, ids } = await sort();
    const [crypt = "", transport = ""] = ids;
    // Held after its request, waiting for the other one.
    await bench.engine.advance({ renewal: transport });
    await bench.engine.cancel({ renewal: transport });
    assert.equal((await bench.engine.advance({ renewal: crypt })).state, "waiting");
  });

  it("says that the sibling has to be begun, which then is not too early", async () => {
    const { bench, ids } = await sort();
    const [crypt = "", transport = ""] = ids;
    assert.equal((await bench.engine.advance({ renewal: crypt })).waitsForUnbegun, undefined);
    await bench.engine.cancel({ renewal: transport });
    for (const account of ["crypt", "transport"]) {
      await bench.addCertificate("acme", "2036-11-20T00:00:00Z", account);
    }
    assert.equal((await bench.engine.advance({ renewal: crypt })).waitsForUnbegun, "transport");
    assert.equal((await bench.engine.show({ renewal: crypt })).waitsForUnbegun, "transport");
    await bench.engine.begin({ profile: "acme", account: "transport" });
    assert.equal((await bench.engine.show({ renewal: crypt })).waitsForUnbegun, undefined);
  });

  it("goes on waiting when the sibling is cancelled, and joins the one begun in its place", async () => {
    const { bench, ids } = await sort();
    const [crypt = "", transport = ""] = ids;
    await bench.engine.advance({ renewal: crypt });
    await bench.engine.cancel({ renewal: transport });
    assert.deepEqual(await bench.engine.due(), []);
    const again = await bench.engine.begin({ profile: "acme", account: "transport", force: true });
    assert.equal(again[0]?.group, (await bench.engine.show({ renewal: crypt })).group);
    await bench.engine.advance({ renewal: again[0]?.id ?? "" });
    assert.equal((await bench.engine.advance({ renewal: crypt })).state, "done");
  });
});
