import assert from "node:assert/strict";
import { done, message, PerennialError, skipped, waiting, type Json } from "@perennial/api";
import { Outside } from "../testing/outside.js";
import type { FakeRenewal, FakeStep } from "../testing/fake-plugins.js";
import { TestBench } from "../testing/test-bench.js";

const step = (name: string, more: Partial<FakeStep> = {}): FakeStep => ({
  name,
  run: () => done(name),
  ...more,
});
const asking = (name: string, more: Partial<FakeStep> = {}): FakeStep => ({
  name,
  run: ({ answers }): ReturnType<FakeStep["run"]> =>
    answers["q"] === undefined
      ? waiting({ for: "person", key: "q", text: message("q"), question: { type: "task" } })
      : done(answers["q"] as Json),
  ...more,
});
const rejects = (work: Promise<unknown>, code: string) =>
  assert.rejects(work, (error) => {
    assert.ok(PerennialError.is(error, code), String(error));
    return true;
  });

const sort = { accounts: { by: "contract", values: { sort: ["crypt", "transport"] } } };
const sortBench = async (...steps: readonly FakeStep[]) => {
  const bench = await TestBench.open({ provider: sort, steps });
  await bench.addProfile("acme", "acme.card", { contract: "sort" });
  return bench;
};

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

describe("A step that is skipped", () => {
  it("keeps what it noted on its way, after its reason, and shows it", async () => {
    const bench = await TestBench.ofSteps({
      name: "declare",
      run: async (renewal) => {
        await renewal.note(message("looked"));
        return skipped(message("not.needed"));
      },
    });
    const { id } = await bench.run();
    const [{ state, remarks } = {}] = (await bench.engine.show({ renewal: id })).steps;
    assert.deepEqual([state, remarks], ["skipped", [{ key: "not.needed" }, { key: "looked" }]]);
    const ended = bench.events.find((event) => event.type === "step-ended");
    assert.deepEqual(ended?.type === "step-ended" && ended.notes, remarks);
  });
});

describe("A step with a condition", () => {
  it("is recorded as skipped, with the reason, where it does not hold", async () => {
    const bench = await sortBench(step("a"), step("declare", { when: { account: "crypt" } }));
    const views = await bench.engine.begin({ profile: "acme", force: true });
    for (const { id } of views) await bench.engine.advance({ renewal: id });
    assert.equal(bench.plugins.runs.get("declare"), 1);
    const transport = await bench.engine.show({ renewal: views[1]?.id ?? "" });
    assert.equal(transport.state, "done");
    assert.deepEqual(transport.steps[1]?.remarks, [{ key: "step.not-applicable" }]);
    assert.equal(transport.steps[1]?.state, "skipped");
  });
});

describe("Cancelling", () => {
  it("ends a renewal that waits, and can be asked for twice", async () => {
    const bench = await TestBench.ofSteps(asking("ask"));
    const { id } = await bench.run();
    assert.equal((await bench.engine.cancel({ renewal: id })).state, "cancelled");
    assert.equal((await bench.engine.cancel({ renewal: id })).state, "cancelled");
    assert.deepEqual(await bench.engine.due(), []);
  });

  it("tells the step that runs", async () => {
    const started = Promise.withResolvers<void>();
    const bench = await TestBench.ofSteps({
      name: "slow",
      run: ({ cancellation }) =>
        new Promise((_resolve, reject) => {
          cancellation.onCancellationRequested(() => reject(new Error("stopped")));
          started.resolve();
        }),
    });
    const renewal = await bench.begin();
    const driven = bench.engine.advance({ renewal });
    await started.promise;
    assert.equal((await bench.engine.cancel({ renewal })).state, "cancelled");
    assert.equal((await driven).state, "cancelled");
  });

  it("reaches the process that drives the renewal within a heartbeat", async () => {
    const started = Promise.withResolvers<void>();
    const bench = await TestBench.ofSteps({
      name: "slow",
      run: ({ cancellation }) =>
        new Promise((_resolve, reject) => {
          cancellation.onCancellationRequested(() => reject(new Error("stopped")));
          started.resolve();
        }),
    });
    const renewal = await bench.begin();
    const driven = bench.engine.advance({ renewal });
    await started.promise;
    assert.equal((await bench.another("engine-2").cancel({ renewal })).state, "ready");
    await bench.clock.advance(5_000);
    assert.equal((await driven).state, "cancelled");
  });

  it("begins nothing new outside, but finds out about what was begun", async () => {
    const outside = new Outside();
    outside.next = "answer-lost";
    const bench = await TestBench.ofSteps({
      name: "order",
      run: async (renewal) => {
        await renewal.effect(outside.effect("first"));
        return done(await renewal.effect(outside.effect("second")));
      },
    });
    const { id } = await bench.run();
    const view = await bench.engine.cancel({ renewal: id });
    assert.equal(view.state, "cancelled");
    assert.deepEqual(outside.ordered, ["first"]);
    const { effects } = await bench.engine.show({ renewal: id });
    assert.deepEqual(
      effects.map(({ key, state }) => [key, state]),
      [["first", "performed"]],
    );
  });

  it("does not perform again what certainly did not happen", async () => {
    const outside = new Outside();
    const bench = await TestBench.ofSteps({
      name: "order",
      run: async (renewal) => done(await renewal.effect(outside.effect("order"))),
    });
    const id = await bench.begin();
    // As a crash leaves it: intended, and nothing done.
    const fence = await bench.store.claim(
      id,
      { id: "dead", host: "test", pid: 2, startedAt: "" },
      "2026-11-20T09:00:00Z",
      "2026-11-20T09:00:20Z",
      () => false,
    );
    const effect = { step: "order", key: "order", intent: {} };
    await bench.store.beginEffect(fence, effect, "2026-11-20T09:00:00Z");
    bench.gone.add("dead");
    assert.equal((await bench.engine.cancel({ renewal: id })).state, "cancelled");
    assert.deepEqual(outside.ordered, []);
  });

  it("of an effect that nobody can find is refused until the person settles it", async () => {
    const outside = new Outside();
    outside.next = "answer-lost";
    outside.find = "blind";
    const bench = await TestBench.ofSteps({
      name: "order",
      run: async (renewal) => done(await renewal.effect(outside.effect("order"))),
    });
    const { id } = await bench.run();
    await rejects(bench.engine.cancel({ renewal: id }), "cancel.in-doubt");
    await bench.engine.settle({ renewal: id, happened: true, reference: "17" });
    assert.equal((await bench.engine.advance({ renewal: id })).state, "cancelled");
    assert.deepEqual(outside.ordered, ["order"]);
  });

  describe("while an effect is open", () => {
    /** Its order may have arrived, and it waits for something else, as for a token that was pulled. */
    const waitingInDoubt = async (outside: Outside) => {
      const order: FakeStep = {
        name: "order",
        run: async (renewal) => {
          try {
            return done(await renewal.effect(outside.effect("order")));
          } catch {
            return waiting({
              for: "person",
              key: "token",
              text: message("insert"),
              question: { type: "task" },
            });
          }
        },
      };
      const bench = await TestBench.ofSteps(order, step("last"));
      outside.next = "answer-lost";
      const { id, state } = await bench.run();
      assert.equal(state, "waiting");
      return { bench, id };
    };

    it("looks for it at once where it waits for something else, and ends it then", async () => {
      const outside = new Outside();
      const { bench, id } = await waitingInDoubt(outside);
      assert.equal((await bench.engine.cancel({ renewal: id })).state, "cancelled");
      const { effects } = await bench.engine.show({ renewal: id });
      assert.equal(effects[0]?.state, "performed");
      assert.deepEqual(outside.ordered, ["order"]);
    });

    for (const happened of [true, false]) {
      it(`asks the person where nobody else can tell, and ends it once that is said: ${happened}`, async () => {
        const outside = new Outside();
        const { bench, id } = await waitingInDoubt(outside);
        outside.find = "blind";
        await assert.rejects(bench.engine.cancel({ renewal: id }), (error) => {
          assert.ok(PerennialError.is(error, "cancel.in-doubt"), String(error));
          assert.deepEqual(error.params, { renewal: id, effect: "order", key: "effect:order" });
          return true;
        });
        const { state, wait } = await bench.engine.show({ renewal: id });
        assert.deepEqual([state, wait?.key], ["in-doubt", "effect:order"]);
        assert.ok(wait?.instructions?.some(({ key }) => key === "engine.in-doubt.cancelled"));
        assert.deepEqual(await bench.engine.due(), []);
        assert.equal((await bench.engine.advance({ renewal: id })).state, "in-doubt");
        await bench.engine.settle({ renewal: id, happened });
        assert.equal((await bench.engine.advance({ renewal: id })).state, "cancelled");
        assert.deepEqual(outside.ordered, ["order"]);
      });
    }

    it("asks also where the step can make nothing of a yes, for nothing is made of it", async () => {
      const outside = new Outside();
      outside.next = "answer-lost";
      outside.find = "blind";
      const bench = await TestBench.ofSteps({
        name: "order",
        run: async (renewal) => done(await renewal.effect(outside.effect("order", false))),
      });
      const { id } = await bench.run();
      await bench.engine.retry({ renewal: id });
      assert.equal((await bench.engine.advance({ renewal: id })).state, "in-doubt");
      await rejects(bench.engine.settle({ renewal: id, happened: true }), "settle.cannot-confirm");
      await rejects(bench.engine.cancel({ renewal: id }), "cancel.in-doubt");
      const { wait } = await bench.engine.show({ renewal: id });
      assert.ok(wait?.for === "person" && wait.question.type === "choice");
      assert.deepEqual(
        wait.question.options.map(({ value, label }) => [value, label.key]),
        [
          ["happened", "engine.in-doubt.happened"],
          ["did-not-happen", "engine.in-doubt.never-happened"],
        ],
      );
      await bench.engine.settle({ renewal: id, happened: true });
      assert.equal((await bench.engine.advance({ renewal: id })).state, "cancelled");
    });

    it("looks once more when it is asked for again", async () => {
      const outside = new Outside();
      const { bench, id } = await waitingInDoubt(outside);
      outside.find = "blind";
      await rejects(bench.engine.cancel({ renewal: id }), "cancel.in-doubt");
      await rejects(bench.engine.cancel({ renewal: id }), "cancel.in-doubt");
      outside.find = "sees";
      assert.equal((await bench.engine.cancel({ renewal: id })).state, "cancelled");
      assert.deepEqual(outside.ordered, ["order"]);
    });

    it("asks the person, with the reason, where looking fails or its plugin is gone", async () => {
      for (const how of ["fails", "gone"] as const) {
        const outside = new Outside();
        outside.next = "answer-lost";
        let unreachable = false;
        const bench = await TestBench.ofSteps({
          name: "order",
          run: async (renewal) => {
            if (unreachable) throw new PerennialError("http.unreachable", {}, { retry: {} });
            return done(await renewal.effect(outside.effect("order")));
          },
        });
        const { id } = await bench.run();
        unreachable = true;
        if (how === "gone") bench.plugins.installed = [];
        await assert.rejects(bench.engine.cancel({ renewal: id }), (error) => {
          assert.ok(PerennialError.is(error, "cancel.in-doubt"), String(error));
          const cause = error.toJSON().cause?.cause?.code;
          return cause === (how === "gone" ? "plugin.version-gone" : "http.unreachable");
        });
        await bench.engine.settle({ renewal: id, happened: false });
        assert.equal((await bench.engine.advance({ renewal: id })).state, "cancelled");
      }
    });
  });

  it("of a renewal that is done is refused", async () => {
    const bench = await TestBench.ofSteps(step("a"));
    const { id } = await bench.run();
    await rejects(bench.engine.cancel({ renewal: id }), "renewal.finished");
  });
});

describe("Going back", () => {
  it("does the step and those after it again, with new answers", async () => {
    const bench = await TestBench.ofSteps(
      asking("data", { canGoBack: true }),
      step("check"),
      asking("confirm"),
    );
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    assert.equal((await bench.engine.advance({ renewal: id })).step?.name, "confirm");
    await bench.engine.goBack({ renewal: id, step: "data" });
    const view = await bench.engine.advance({ renewal: id });
    assert.deepEqual([view.state, view.step?.name], ["waiting", "data"]);
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    await bench.engine.advance({ renewal: id });
    assert.equal(bench.plugins.runs.get("check"), 2);
  });

  it("judges by the steps of the version that takes over just then", async () => {
    const outside = new Outside();
    const order = {
      ...step("order"),
      run: async (renewal: FakeRenewal) => done(await renewal.effect(outside.effect("o"))),
    };
    const data = step("data", { canGoBack: true });
    const bench = await TestBench.open({ steps: [order, data, asking("confirm")] });
    const { id } = await bench.run();
    const steps = [data, order, asking("confirm")];
    bench.plugins.installed = [{ version: "2.0.0", takesOver: ["1.0.0"], steps }];
    await rejects(bench.engine.goBack({ renewal: id, step: "data" }), "go-back.effects-done");
  });

  it("forgets an answer that was given before and not yet seen", async () => {
    const bench = await TestBench.ofSteps(
      step("data", { canGoBack: true }),
      asking("confirm", { canGoBack: true }),
    );
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    await bench.engine.goBack({ renewal: id, step: "data" });
    const view = await bench.engine.advance({ renewal: id });
    assert.deepEqual([view.state, view.step?.name], ["waiting", "confirm"]);
  });

  it("leads only to a step that is done and that the manifest names", async () => {
    const bench = await TestBench.ofSteps(
      step("keys"),
      asking("ask", { canGoBack: true }),
      step("end", { canGoBack: true }),
    );
    const { id } = await bench.run();
    await rejects(bench.engine.goBack({ renewal: id, step: "keys" }), "go-back.not-allowed");
    await rejects(bench.engine.goBack({ renewal: id, step: "end" }), "go-back.not-done");
    await rejects(bench.engine.goBack({ renewal: id, step: "no-such" }), "go-back.not-done");
  });

  it("is refused once that step or a later one changed something outside", async () => {
    const outside = new Outside();
    const bench = await TestBench.ofSteps(
      step("data", { canGoBack: true }),
      {
        name: "order",
        run: async (renewal) => done(await renewal.effect(outside.effect("order"))),
      },
      step("between", { canGoBack: true }),
      asking("ask"),
    );
    const { id } = await bench.run();
    await rejects(bench.engine.goBack({ renewal: id, step: "data" }), "go-back.effects-done");
    await bench.engine.goBack({ renewal: id, step: "between" });
    await bench.engine.advance({ renewal: id });
    assert.equal(bench.plugins.runs.get("between"), 2);
    assert.deepEqual(outside.ordered, ["order"]);
  });
});

describe("A renewal whose plugin changed", () => {
  const begun = async () => {
    const bench = await TestBench.ofSteps(step("keys"), asking("ask"), step("end"));
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    return { bench, id };
  };

  it("goes on under its own version as long as that is there", async () => {
    const { bench, id } = await begun();
    const newer = { version: "2.0.0", takesOver: ["1.0.0"], steps: [step("other")] };
    bench.plugins.installed = [newer, ...bench.plugins.installed];
    // Its titles stay those of its own version.
    assert.equal((await bench.engine.show({ renewal: id })).steps[0]?.title, "%step.keys%");
    const view = await bench.engine.advance({ renewal: id });
    assert.deepEqual([view.state, view.pluginVersion], ["done", "1.0.0"]);
    assert.equal(bench.plugins.runs.get("other"), undefined);
  });

  it("is taken over by a version that says that it can", async () => {
    const { bench, id } = await begun();
    const steps = [step("keys"), asking("ask"), step("new"), step("end")];
    bench.plugins.installed = [{ version: "1.1.0", takesOver: ["1.0.0"], steps }];
    const view = await bench.engine.advance({ renewal: id });
    assert.deepEqual([view.state, view.pluginVersion], ["done", "1.1.0"]);
    assert.equal(bench.plugins.runs.get("keys"), 1);
    assert.equal(bench.plugins.runs.get("new"), 1);
  });

  it("is not taken over by a version that dropped a step that is done", async () => {
    const { bench, id } = await begun();
    const steps = [asking("ask"), step("end")];
    bench.plugins.installed = [{ version: "1.1.0", takesOver: ["1.0.0"], steps }];
    await rejects(bench.engine.advance({ renewal: id }), "plugin.cannot-take-over");
  });

  it("waits for its version, names it, and goes on when it is back", async () => {
    const { bench, id } = await begun();
    const { installed } = bench.plugins;
    bench.plugins.installed = [{ version: "2.0.0", steps: [step("keys")] }];
    await assert.rejects(bench.engine.advance({ renewal: id }), (error) => {
      assert.ok(PerennialError.is(error, "plugin.version-gone"));
      return error.params["version"] === "1.0.0";
    });
    bench.plugins.installed = installed;
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });
});

describe("Two hosts", () => {
  it("produce the same journal from the same answers", async () => {
    const journalOf = async (owners: readonly string[]) => {
      const bench = await TestBench.ofSteps(asking("one"), step("two"), asking("three"));
      const id = await bench.begin();
      for (const owner of owners) {
        const engine = bench.another(owner);
        const view = await engine.advance({ renewal: id });
        if (view.state === "waiting") {
          await engine.answer({ renewal: id, key: view.wait?.key ?? "", value: true });
        }
      }
      const { renewal, steps, signals, effects } = await bench.store.load(id);
      return { state: renewal.state, profile: renewal.profile, steps, signals, effects };
    };
    const one = await journalOf(["cli", "cli", "cli"]);
    assert.equal(one.state, "done");
    assert.deepEqual(await journalOf(["cli", "desktop", "cli"]), one);
  });
});

describe("Every change of state", () => {
  /** A journal whose process is killed before its next write. */
  const dying = (bench: TestBench, writesLeft: number) =>
    new Proxy(bench.store, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== "function") return method;
        const writes = ["park", "rewind", "clearEffect", "signal"].includes(String(name));
        return async (...args: readonly unknown[]) => {
          if (writes && writesLeft-- <= 0) throw new Error("killed");
          return Reflect.apply(method, target, args) as unknown;
        };
      },
    });
  const inDoubt = async () => {
    const outside = new Outside();
    outside.next = "answer-lost";
    outside.find = "blind";
    const bench = await TestBench.ofSteps({
      name: "order",
      run: async (renewal) => done(await renewal.effect(outside.effect("order"))),
    });
    const { id } = await bench.run();
    await bench.engine.retry({ renewal: id });
    await bench.engine.advance({ renewal: id });
    return { bench, id };
  };

  it("is one write: a denial, also of what was confirmed before", async () => {
    const { bench, id } = await inDoubt();
    await bench.another("engine-2", dying(bench, 1)).settle({ renewal: id, happened: true });
    await bench.another("engine-3", dying(bench, 1)).settle({ renewal: id, happened: false });
    const { renewal, effects, signals } = await bench.store.load(id);
    assert.deepEqual(
      [renewal.state, effects[0]?.state, signals[0]?.consumed],
      ["ready", "absent", "refused"],
    );
  });

  it("is one write: a confirmation that replaces another", async () => {
    const { bench, id } = await inDoubt();
    for (const reference of ["A", "B"]) {
      const engine = bench.another(`engine-${reference}`, dying(bench, 1));
      await engine.settle({ renewal: id, happened: true, reference });
    }
    const { renewal, signals } = await bench.store.load(id);
    assert.equal(renewal.state, "in-doubt");
    assert.deepEqual(
      signals.map(({ value, consumed }) => [(value as { reference: string }).reference, consumed]),
      [
        ["A", "refused"],
        ["B", undefined],
      ],
    );
  });

  it("is one write: going back, with what was given for the steps", async () => {
    const bench = await TestBench.ofSteps(step("data", { canGoBack: true }), asking("confirm"));
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    await bench.another("engine-2", dying(bench, 1)).goBack({ renewal: id, step: "data" });
    const { renewal, steps, signals } = await bench.store.load(id);
    assert.deepEqual(
      [renewal.state, renewal.currentStep, steps, signals[0]?.consumed],
      ["ready", "data", [], "taken"],
    );
  });

  it("is one write: a wait that refuses an answer, with the record of why", async () => {
    const bench = await TestBench.ofSteps({
      name: "ask",
      run: ({ answers }) =>
        waiting({
          for: "person",
          key: "q",
          text: message("q"),
          question: { type: "task" },
          ...(answers["q"] === undefined ? {} : { refusal: { code: "acme.wrong", params: {} } }),
        }),
    });
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "q", value: true });
    let audited = 0;
    const store = new Proxy(bench.store, {
      get(target, name) {
        if (name === "audit") audited += 1;
        const method: unknown = Reflect.get(target, name);
        return typeof method === "function" ? method.bind(target) : method;
      },
    });
    await bench.another("engine-2", store).advance({ renewal: id });
    const events = (await bench.store.auditLog({ renewal: id })).map(({ event }) => event);
    assert.deepEqual(events.slice(-4, -1), ["signal.refused", "answer.refused", "renewal.waiting"]);
    assert.equal(audited, 0);
  });
});
