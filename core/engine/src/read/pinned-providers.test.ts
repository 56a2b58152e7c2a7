import assert from "node:assert/strict";
import { done, message, PerennialError, waiting } from "@perennial/api";
import { TestBench } from "../testing/test-bench.js";

const step = { name: "a", run: () => done("out") };

describe("A renewal whose plugin may not be used", () => {
  it("says why it cannot go on, in each view, and claims no titles and no numbers", async () => {
    const bench = await TestBench.ofSteps(
      { name: "a", when: { contract: "sort" }, run: () => done(null) },
      {
        name: "ask",
        run: () =>
          waiting({ for: "date", key: "d", text: message("d"), at: "2026-11-23T08:00:00Z" }),
      },
    );
    const { id } = await bench.run();
    assert.equal((await bench.engine.show({ renewal: id })).blocked, undefined);
    const disabled = new PerennialError("plugin.disabled", { plugin: "acme" });
    bench.plugins.installed = [];
    bench.plugins.plugin = () => Promise.reject(disabled);
    Object.assign(bench.plugins, { whyAbsent: async () => disabled.toJSON() });
    const views = [
      await bench.engine.show({ renewal: id }),
      // It waits, so that nothing of the plugin is called.
      await bench.engine.advance({ renewal: id }),
      ...(await bench.engine.list()),
      (await bench.engine.overview()).profiles[0]?.accounts[0]?.renewal,
    ];
    for (const view of views) {
      assert.equal(view?.blocked?.code, "plugin.disabled");
      assert.equal(view?.stepNumber, undefined);
    }
    await bench.engine.cancel({ renewal: id });
    assert.equal((await bench.engine.show({ renewal: id })).blocked, undefined);
  });
});

describe("A renewal that is pinned to another version than the newest", () => {
  const ask = {
    name: "ask",
    title: "Ask",
    run: () => waiting({ for: "date", key: "d", text: message("d"), at: "2026-11-23T08:00:00Z" }),
  };
  const refused = (code: string) => new PerennialError(code, { plugin: "acme" });

  async function begun() {
    const bench = await TestBench.ofSteps(ask);
    const { id } = await bench.run();
    const [old] = bench.plugins.installed;
    assert.ok(old !== undefined);
    const newer = { ...old, version: "2.0.0", steps: [{ ...ask, title: "Ask anew" }, step] };
    const views = async () => [
      await bench.engine.show({ renewal: id }),
      ...(await bench.engine.list()),
      (await bench.engine.overview()).profiles[0]?.accounts[0]?.renewal,
    ];
    return { bench, old, newer, views, id };
  }

  it("is refused for its own version's reason, not the newest one's", async () => {
    const { bench, views } = await begun();
    bench.plugins.installed = [];
    bench.plugins.plugin = () => Promise.reject(refused("plugin.quarantined"));
    const why = { whyAbsent: async () => refused("policy.refused").toJSON() };
    Object.assign(bench.plugins, why);
    for (const view of await views()) assert.equal(view?.blocked?.code, "plugin.quarantined");
    const [profile] = (await bench.engine.overview()).profiles;
    assert.equal(profile?.problem?.code, "policy.refused");
  });

  it("is refused in each view although the newest may be used", async () => {
    const { bench, newer, views } = await begun();
    bench.plugins.installed = [newer];
    bench.plugins.plugin = () => Promise.reject(refused("policy.refused"));
    for (const view of await views()) {
      assert.equal(view?.blocked?.code, "policy.refused");
      assert.equal(view?.stepNumber, undefined);
    }
    bench.plugins.plugin = () => Promise.reject(refused("plugin.version-gone"));
    for (const view of await views()) assert.equal(view?.blocked?.code, "plugin.version-gone");
  });

  it("has its own version's titles, or those of the one that takes it over", async () => {
    const { bench, old, newer, views } = await begun();
    bench.plugins.installed = [old, newer];
    for (const view of await views()) {
      assert.deepEqual([view?.blocked, view?.step?.title], [undefined, "Ask"]);
    }
    bench.plugins.installed = [{ ...newer, takesOver: ["1.0.0"] }];
    for (const view of await views()) {
      assert.deepEqual([view?.blocked, view?.step?.title], [undefined, "Ask anew"]);
    }
  });

  it("is looked at once for each version, not for each renewal", async () => {
    const { bench, newer } = await begun();
    for (const name of ["p1", "p2"]) {
      await bench.addProfile(name, "acme.card");
      await bench.engine.begin({ profile: name, force: true });
    }
    const find = bench.plugins.plugin.bind(bench.plugins);
    const [old] = bench.plugins.installed;
    bench.plugins.installed = old === undefined ? [] : [old, newer];
    let looks = 0;
    bench.plugins.plugin = (...which) => {
      looks += 1;
      return find(...which);
    };
    assert.equal((await bench.engine.list()).length, 3);
    assert.equal(looks, 1);
  });
});
