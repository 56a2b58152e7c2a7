import assert from "node:assert/strict";
import {
  done,
  message,
  PerennialError,
  waiting,
  type GuardRequest,
  type AskManifest,
} from "@perennial/api";
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

describe("The plan", () => {
  it("says what this profile and account will be asked, and not what another would", async () => {
    const asks: readonly AskManifest[] = [
      { text: "the order", when: { way: "assisted" } },
      { text: "a password", when: { way: "portal" } },
      { text: "a file", when: { account: "main" } },
      { text: "always" },
    ];
    const bench = await TestBench.ofSteps({ ...step, asks });
    await bench.addProfile("acme", "acme.card", { way: "portal" });
    const plan = await bench.engine.plan({ profile: "acme" });
    assert.deepEqual(plan.accounts[0]?.steps[0]?.asks, ["a password", "a file", "always"]);
  });

  it("says at which steps the PIN is asked for, where the profile keeps its keys on a token", async () => {
    const form = {
      type: "object",
      properties: {
        keys: { type: "string", title: "keys", format: "key-place", default: "software" },
      },
    } as const;
    const entropy = { text: "%entropy%", when: { keys: "software" } };
    const bench = await TestBench.open({
      provider: { profile: form },
      steps: [
        { ...step, name: "make", usesKey: true, asks: [entropy] },
        { ...step, name: "order", asks: ["%order%"] },
      ],
    });
    const asked = async (profile: string, values: object) => {
      await bench.addProfile(profile, "acme.card", values);
      const plan = await bench.engine.plan({ profile });
      const steps = plan.accounts[0]?.steps ?? [];
      assert.deepEqual(steps[0]?.tokens, tokensOf(values));
      return steps.map(({ asks }) => asks);
    };
    const tokensOf = ({ keys = "software" }: { keys?: string }) =>
      keys === "software" ? undefined : [keys];
    const onToken = { keys: "pkcs11:token=Card" };
    assert.deepEqual(await asked("one", onToken), [["%engine.asks.pin%"], ["%order%"]]);
    const inStore = [["%entropy%"], ["%order%"]];
    assert.deepEqual(await asked("two", { keys: "software" }), inStore);
    assert.deepEqual(await asked("made-before-the-field", {}), inStore);
  });

  it("has for this profile and account who acts and the time, as the first variant that holds says", async () => {
    const order = {
      ...step,
      actor: "person",
      takes: ["PT1M", "PT30M"],
      variants: [
        { when: { way: "portal", account: "other" }, actor: "operator", takes: "P9D" },
        { when: { way: "portal" }, actor: "host", takes: "PT10S" },
        { when: { account: "main" }, actor: "authority" },
      ],
    } as const;
    const bench = await TestBench.ofSteps(order);
    const planned = async (profile: string, way: string) => {
      await bench.addProfile(profile, "acme.card", { way });
      const plan = await bench.engine.plan({ profile });
      const account = plan.accounts[0];
      return [account?.steps[0]?.actor, account?.steps[0]?.takes, account?.takes];
    };
    assert.deepEqual(await planned("one", "portal"), ["host", "PT10S", ["PT10S", "PT10S"]]);
    const times = ["PT1M", "PT30M"];
    assert.deepEqual(await planned("two", "assisted"), ["authority", times, times]);
    const [begun] = await bench.engine.begin({ profile: "one" });
    assert.equal(begun?.step?.actor, "host");
    const { steps } = await bench.engine.show({ renewal: begun?.id ?? "" });
    assert.equal(steps[0]?.actor, "host");
  });

  it("names the steps that apply, who acts, what is asked, and the time it takes", async () => {
    const bench = await TestBench.open({
      provider: {
        contacts: [
          { topic: "all", phone: "1" },
          { topic: "sort", phone: "2", when: { contract: "sort" } },
        ],
      },
      steps: [
        { ...step, name: "data", actor: "person", asks: ["%name%"], takes: "PT10M" },
        { ...step, name: "order", actor: "authority", takes: ["P2D", "P5D"] },
        { ...step, name: "declare", when: { contract: "sort" }, takes: "P9D" },
      ],
    });
    const plan = await bench.engine.plan({ profile: "meridian" });
    assert.deepEqual(
      plan.accounts[0]?.steps.map(({ name, actor, asks }) => [name, actor, asks]),
      [
        ["data", "person", ["%name%"]],
        ["order", "authority", []],
      ],
    );
    assert.deepEqual(plan.accounts[0]?.takes, ["P2DT10M", "P5DT10M"]);
    assert.deepEqual(
      plan.contacts.map((contact) => contact.topic),
      ["all"],
    );
    assert.equal(bench.plugins.runs.size, 0);
  });
});

describe("The guard", () => {
  it("is asked with the certificates and the renewals of every account", async () => {
    const seen: GuardRequest[] = [];
    const bench = await TestBench.open({
      provider: { id: "acme.card", operations: ["send"] },
      steps: [step],
      guard: (request) => {
        seen.push(request);
        return new PerennialError("acme.expired", {}).toJSON();
      },
    });
    await bench.addCertificate("meridian", "2026-11-01T00:00:00Z");
    const { id } = await bench.run();
    const answer = await bench.engine.guard({ profile: "meridian", operation: "send" });
    assert.equal(answer === "allowed" ? answer : answer.code, "acme.expired");
    const [account] = seen[0]?.accounts ?? [];
    assert.equal(account?.notAfter, "2026-11-01T00:00:00Z");
    assert.deepEqual(account?.renewals, [{ id, state: "done", outputs: { a: "out" } }]);
  });

  it("does not judge an operation that the manifest does not name", async () => {
    const bench = await TestBench.ofSteps(step);
    await assert.rejects(
      bench.engine.guard({ profile: "meridian", operation: "send" }),
      (error) => PerennialError.is(error, "guard.unknown-operation") && error.params["count"] === 0,
    );
  });
});

describe("Events", () => {
  it("reach the other listeners and leave the renewal alone when one listener throws", async () => {
    const bench = await TestBench.ofSteps({
      name: "a",
      run: async (renewal) => {
        renewal.progress(message("half"), 1, 2);
        await renewal.note(message("noted"));
        return done(null);
      },
    });
    const heard: string[] = [];
    const broken = bench.engine.onEvent(() => {
      throw new Error("front end");
    });
    const mine = bench.engine.onEvent((event) => heard.push(event.type));
    assert.equal((await bench.run()).state, "done");
    assert.deepEqual(heard, ["step-started", "progress", "note", "step-ended", "done"]);
    assert.equal(bench.log.entries.filter((entry) => entry.level === "error").length, 5);
    broken.dispose();
    mine.dispose();
    await bench.engine.begin({ profile: "meridian", force: true });
    assert.equal(heard.length, 5);
  });

  it("of notes are kept in the history", async () => {
    const bench = await TestBench.ofSteps({
      name: "a",
      run: async (renewal) => {
        await renewal.note(message("noted", { n: 1 }));
        return done(null, [message("and done")]);
      },
    });
    const { id } = await bench.run();
    const { steps } = await bench.engine.show({ renewal: id });
    assert.deepEqual(steps[0]?.remarks, [{ key: "and done" }, { key: "noted", args: { n: 1 } }]);
    const audit = await bench.store.auditLog({ renewal: id });
    assert.ok(audit.some((record) => record.event === "step.note"));
  });
});
