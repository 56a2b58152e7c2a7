import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { TestBench } from "../testing/test-bench.js";
import { rejects, sortBench, step } from "../testing/steps.js";

describe("Beginning a renewal", () => {
  it("gives it a name that a person can read out", async () => {
    const bench = await TestBench.ofSteps(step("a"));
    assert.match(await bench.begin(), /^meridian-20261120-[0-9a-hjkmnp-tv-z]{4}$/);
  });

  it("begins one for each account, in one group, with the account in the name", async () => {
    const bench = await sortBench(step("a"));
    const views = await bench.engine.begin({ profile: "acme", force: true });
    assert.deepEqual(
      views.map((view) => view.account),
      ["crypt", "transport"],
    );
    assert.equal(new Set(views.map((view) => view.group)).size, 1);
    assert.match(views[0]?.id ?? "", /^acme-crypt-20261120-/);
  });

  it("refuses a second one of the same account and names the first", async () => {
    const bench = await TestBench.ofSteps(step("a"));
    const id = await bench.begin();
    await assert.rejects(bench.begin(), (error) => {
      assert.ok(PerennialError.is(error, "renewal.already-running"));
      return error.params["renewal"] === id;
    });
  });

  it("allows the next one when the first is finished or cancelled", async () => {
    const bench = await TestBench.ofSteps(step("a"));
    await bench.run();
    const second = await bench.begin();
    await bench.engine.cancel({ renewal: second });
    assert.notEqual(await bench.begin(), second);
  });

  it("leaves one renewal when two processes begin at the same moment", async () => {
    const bench = await TestBench.ofSteps(step("a"));
    const all = await Promise.allSettled([
      bench.engine.begin({ profile: "meridian", force: true }),
      bench.another("engine-2").begin({ profile: "meridian", force: true }),
    ]);
    assert.deepEqual(all.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
    assert.equal((await bench.engine.list()).length, 1);
  });

  it("puts siblings that two processes begin at the same moment into one group", async () => {
    const bench = await sortBench(step("a"));
    const all = await Promise.all([
      bench.engine.begin({ profile: "acme", account: "crypt", force: true }),
      bench.another("engine-2").begin({ profile: "acme", account: "transport", force: true }),
    ]);
    assert.deepEqual(
      all.flat().map(({ account }) => account),
      ["crypt", "transport"],
    );
    assert.equal(new Set(all.flat().map(({ group }) => group)).size, 1);
  });

  it("leaves no trace of the one that came too late", async () => {
    const bench = await TestBench.ofSteps(step("a"));
    await Promise.allSettled([
      bench.engine.begin({ profile: "meridian", force: true }),
      bench.another("engine-2").begin({ profile: "meridian", force: true }),
    ]);
    const log = await bench.store.auditLog();
    const created = log.filter(({ event }) => event.startsWith("renewal."));
    assert.equal(created.length, 1);
  });

  it("gives up with a reason when others begin and end again and again", async () => {
    const bench = await TestBench.ofSteps(step("a"));
    let tries = 0;
    const restless = new Proxy(bench.store, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== "function") return method;
        return async (...args: readonly unknown[]) => {
          if (name === "create" && ++tries > 0) {
            throw new PerennialError("store.overtaken", { profile: "meridian" }, { retry: {} });
          }
          return Reflect.apply(method, target, args) as unknown;
        };
      },
    });
    const engine = bench.another("engine-2", restless);
    await rejects(engine.begin({ profile: "meridian", force: true }), "store.overtaken");
    assert.equal(tries, 10);
  });

  it("is refused while more than the notice period is left, unless it is forced", async () => {
    const bench = await TestBench.ofSteps(step("a"));
    await bench.addCertificate("meridian", "2027-06-01T00:00:00Z");
    await assert.rejects(bench.engine.begin({ profile: "meridian" }), (error) => {
      assert.ok(PerennialError.is(error, "renewal.not-due"));
      return error.params["dueFrom"] === "2027-05-01T00:00:00.000Z";
    });
    assert.equal((await bench.engine.begin({ profile: "meridian", force: true })).length, 1);
  });

  it("is allowed within the notice period, after expiry, and when no certificate is known", async () => {
    for (const notAfter of ["2026-12-01T00:00:00Z", "2026-11-01T00:00:00Z", undefined]) {
      const bench = await TestBench.ofSteps(step("a"));
      if (notAfter !== undefined) await bench.addCertificate("meridian", notAfter);
      assert.equal((await bench.engine.begin({ profile: "meridian" })).length, 1, notAfter ?? "");
    }
  });

  it("renews all accounts of a contract as soon as one of them is due", async () => {
    const bench = await sortBench(step("a"));
    await bench.addCertificate("acme", "2027-06-01T00:00:00Z", "crypt");
    await bench.addCertificate("acme", "2026-12-01T00:00:00Z", "transport");
    assert.equal((await bench.engine.begin({ profile: "acme" })).length, 2);
  });

  it("names what is missing: the profile, the account, the plugin", async () => {
    const bench = await TestBench.ofSteps(step("a"));
    await bench.addProfile("other", "nobody.card");
    await rejects(bench.engine.begin({ profile: "no-such" }), "profile.not-found");
    const account = { profile: "meridian", account: "crypt" };
    await rejects(bench.engine.begin(account), "profile.no-such-account");
    await rejects(bench.engine.begin({ profile: "other" }), "plugin.provider-not-found");
  });
});
