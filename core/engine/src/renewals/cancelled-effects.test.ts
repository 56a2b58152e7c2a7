import assert from "node:assert/strict";
import { done, PerennialError } from "@perennial/api";
import type { FakeStep } from "../testing/fake-plugins.js";
import { Outside } from "../testing/outside.js";
import { asking, rejects, sortBench, step } from "../testing/steps.js";
import { TestBench } from "../testing/test-bench.js";

const profile = "meridian";

function ordering(outside: Outside, ...keys: readonly string[]): FakeStep {
  return step("order", {
    title: "%order%",
    run: async (renewal) => {
      for (const key of keys) await renewal.effect(outside.effect(key));
      return done(null);
    },
  });
}

/** The steps' renewal, cancelled where it asks; how often it orders is `outside.ordered`. */
async function cancelled(
  provider = {},
  keys: readonly string[] = ["request:1", "login:1", "order:1"],
) {
  const outside = new Outside();
  const steps = [ordering(outside, ...keys), asking("ask"), step("last")];
  const bench = await TestBench.open({ provider, steps });
  const { id } = await bench.run();
  const before = await bench.engine.show({ renewal: id });
  await bench.engine.cancel({ renewal: id });
  return { bench, outside, id, before };
}

describe("What a cancelled renewal did outside", () => {
  it("is shown before and after: the steps, without what the manifest or a step of ours does here", async () => {
    const { bench, id, before } = await cancelled({ localEffects: ["login"] });
    const at = "2026-11-20T09:00:00.000Z";
    const steps = [{ name: "order", number: 1, title: "%order%", at, effects: ["order:1"] }];
    assert.deepEqual(before.outside, steps);
    assert.deepEqual((await bench.engine.show({ renewal: id })).outside, steps);
    assert.deepEqual(await bench.engine.leftOutside({ profile }), [
      { renewal: id, account: "main", pluginId: "acme", cancelledAt: at, steps },
    ]);
  });

  it("counts everything that nobody has said to be local, and without the plugin too", async () => {
    const { bench } = await cancelled();
    const [left] = await bench.engine.leftOutside({ profile });
    assert.deepEqual(left?.steps[0]?.effects, ["login:1", "order:1"]);
    bench.plugins.installed = [];
    const [unnamed] = await bench.engine.leftOutside({ profile });
    assert.deepEqual(
      unnamed?.steps.map(({ title, number, effects }) => [title, number, effects]),
      [["order", undefined, ["login:1", "order:1"]]],
    );
  });

  it("keeps another renewal from beginning unawares, and from ordering again", async () => {
    const { bench, outside, id } = await cancelled({ localEffects: ["login"] });
    await assert.rejects(bench.engine.begin({ profile, force: true }), (error) => {
      assert.ok(PerennialError.is(error, "renewal.left-outside"), String(error));
      assert.deepEqual(error.params, { profile, renewal: id, renewals: [id], count: 1 });
      return true;
    });
    await rejects(
      bench.engine.begin({ profile, force: true, despite: ["another"] }),
      "renewal.left-outside",
    );
    assert.equal(outside.ordered.length, 3);
    assert.deepEqual(await bench.engine.list(), []);
  });

  it("is asked about until a later renewal is done, whatever else was cancelled since", async () => {
    const { bench, id } = await cancelled();
    const again = async (...despite: readonly string[]) => {
      const [view] = await bench.engine.begin({ profile, force: true, despite });
      return view?.id ?? "";
    };
    const second = await again(id);
    await bench.engine.cancel({ renewal: second });
    await rejects(bench.engine.begin({ profile, force: true }), "renewal.left-outside");
    const third = await again(id);
    await bench.engine.advance({ renewal: third });
    await bench.engine.answer({ renewal: third, key: "q", value: true });
    assert.equal((await bench.engine.advance({ renewal: third })).state, "done");
    assert.deepEqual(await bench.engine.leftOutside({ profile }), []);
    assert.equal((await bench.engine.begin({ profile, force: true })).length, 1);
  });

  it("is nothing where only keys and requests were made here", async () => {
    const { bench, before } = await cancelled({}, ["key-id", "generate:1", "save-request:1"]);
    assert.equal(before.outside, undefined);
    assert.equal((await bench.engine.begin({ profile, force: true })).length, 1);
  });

  it("is each account's own", async () => {
    const outside = new Outside();
    const bench = await sortBench(ordering(outside, "order:1"), asking("ask"));
    const views = await bench.engine.begin({ profile: "acme", force: true });
    const crypt = views.find(({ account }) => account === "crypt")?.id ?? "";
    await bench.engine.advance({ renewal: crypt });
    for (const { id } of views) await bench.engine.cancel({ renewal: id });
    const other = { profile: "acme", account: "transport" };
    assert.deepEqual(await bench.engine.leftOutside(other), []);
    assert.equal((await bench.engine.begin({ ...other, force: true })).length, 1);
    await rejects(
      bench.engine.begin({ profile: "acme", account: "crypt", force: true }),
      "renewal.left-outside",
    );
    await rejects(bench.engine.leftOutside({ profile: "no-such" }), "profile.not-found");
  });
});
