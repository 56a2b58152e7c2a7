import assert from "node:assert/strict";
import { done, PerennialError } from "@perennial/api";
import type { RenewalStore } from "@perennial/store";
import { TestBench } from "../testing/test-bench.js";

const step = { name: "a", run: () => done("out") };

describe("The overview", () => {
  const accountOf = async (bench: TestBench) =>
    (await bench.engine.overview()).profiles[0]?.accounts[0];

  it("shows each certificate with how near its end is and the provider's own notice", async () => {
    const bench = await TestBench.ofSteps(step);
    await bench.addCertificate("meridian", "2026-12-01T09:00:00Z");
    const account = await accountOf(bench);
    assert.equal(account?.urgency, "notice");
    assert.deepEqual(account?.notice, {
      key: "notice",
      args: {
        account: "main",
        subject: "CN=main",
        notAfter: "2026-12-01T09:00:00Z",
        days: 11,
      },
    });
    await bench.clock.advanceTo("2026-12-02T00:00:00Z");
    assert.equal((await accountOf(bench))?.notice?.key, "expired");
  });

  it("shows a profile without a certificate as unknown, with its running renewal", async () => {
    const bench = await TestBench.ofSteps(step);
    const id = await bench.begin();
    const account = await accountOf(bench);
    assert.deepEqual([account?.urgency, account?.renewal?.id], ["unknown", id]);
  });

  it("keeps a profile whose plugin is missing, says why, and still shows what expired", async () => {
    const bench = await TestBench.ofSteps(step);
    await bench.addCertificate("meridian", "2026-11-01T00:00:00Z");
    bench.plugins.installed = [];
    const [profile] = (await bench.engine.overview()).profiles;
    assert.equal(profile?.problem?.code, "plugin.provider-not-found");
    assert.equal(profile?.accounts[0]?.urgency, "expired");
  });

  it("reads as often for a thousand certificates as for one", async () => {
    const bench = await TestBench.ofSteps(step);
    const reads = async () => {
      const calls: string[] = [];
      const counting = new Proxy(bench.store, {
        get(target, name) {
          const method: unknown = Reflect.get(target, name);
          if (typeof method !== "function") return method;
          return (...args: readonly unknown[]) => {
            calls.push(String(name));
            return Reflect.apply(method, target, args) as unknown;
          };
        },
      });
      const { profiles } = await bench.another("x", counting as RenewalStore).overview();
      return { reads: calls.length, profiles: profiles.length };
    };
    const one = await reads();
    for (let n = 1; n < 1000; n++) await bench.addProfile(`p${n}`, "acme.card");
    assert.deepEqual(await reads(), { reads: one.reads, profiles: 1000 });
    assert.equal(bench.plugins.runs.size, 0);
  });
});

describe("What is due", () => {
  it("is found although a renewal among it cannot be read, which driving it tells", async () => {
    const bench = await TestBench.ofSteps({ name: "a", run: () => done(null) });
    await bench.addProfile("other", "acme.card");
    const [broken, sound] = [await bench.begin("meridian"), await bench.begin("other")];
    const load: RenewalStore["load"] = (id) =>
      id === broken
        ? Promise.reject(new PerennialError("store.corrupt", { path: "journal" }))
        : bench.store.load(id);
    const store = new Proxy(bench.store, {
      get: (target, name) => (name === "load" ? load : bound(target, name)),
    });
    const engine = bench.another("engine-2", store);
    assert.deepEqual(await engine.due(), [broken, sound]);
    await assert.rejects(engine.advance({ renewal: broken }), { code: "store.corrupt" });
    assert.equal((await engine.advance({ renewal: sound })).state, "done");
  });
});

function bound(target: object, name: string | symbol): unknown {
  const member: unknown = Reflect.get(target, name);
  return typeof member === "function" ? (member.bind(target) as unknown) : member;
}
