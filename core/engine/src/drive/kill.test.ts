import assert from "node:assert/strict";
import { done, waiting, message, type Json } from "@perennial/api";
import type { RenewalStore } from "@perennial/store";
import { Outside } from "../testing/outside.js";
import { TestBench } from "../testing/test-bench.js";
import type { FakeStep } from "../testing/fake-plugins.js";

/** What a process that was killed throws at everything that still runs in it. */
class Killed extends Error {}

/** The journal as a process sees it that dies before, or just after, its nth call. */
function dying(store: RenewalStore, calls: number, when: "before" | "after"): RenewalStore {
  let left = calls;
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return async (...args: readonly unknown[]) => {
        left -= 1;
        if (left < 0 || (left === 0 && when === "before")) throw new Killed();
        const result: unknown = await Reflect.apply(method, target, args);
        if (left === 0) throw new Killed();
        return result;
      };
    },
  });
}

const steps = (outside: Outside): readonly FakeStep[] => [
  {
    name: "confirm",
    run: ({ answers }) =>
      answers["subject"] === undefined
        ? waiting({
            for: "person",
            key: "subject",
            text: message("subject"),
            question: { type: "confirm" },
          })
        : done(answers["subject"]),
  },
  {
    name: "order",
    run: async (renewal) => {
      const first = await renewal.effect(outside.effect("keys"));
      const second = await renewal.effect(outside.effect("order"));
      return done([first, second]);
    },
  },
  { name: "not-here", when: { account: "elsewhere" }, run: () => done(null) },
  {
    name: "upload",
    run: async (renewal) => done(await renewal.effect(outside.effect("upload"))),
  },
];

/** Drives to the end as a host would, answering what is asked. */
async function toTheEnd(bench: TestBench, owner: string): Promise<string> {
  const engine = bench.another(owner);
  const begun = await engine.list({ state: "all" });
  const [id] =
    begun.length > 0
      ? begun.map((view) => view.id)
      : (await engine.begin({ profile: "meridian", force: true })).map((view) => view.id);
  assert.ok(id);
  for (;;) {
    const view = await engine.advance({ renewal: id });
    if (view.state !== "waiting") return view.state;
    await engine.answer({ renewal: id, key: view.wait?.key ?? "", value: true });
  }
}

async function untilKilled(bench: TestBench, store: RenewalStore): Promise<boolean> {
  const engine = bench.another("victim", store);
  try {
    let [view] = await engine.begin({ profile: "meridian", force: true });
    for (;;) {
      view = await engine.advance({ renewal: view?.id ?? "" });
      if (view.state !== "waiting") return false;
      await engine.answer({ renewal: view.id, key: view.wait?.key ?? "", value: true });
    }
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  } finally {
    bench.gone.add("victim");
  }
}

describe("A renewal whose process is killed", () => {
  for (const when of ["before", "after"] as const) {
    it(`${when} any call of the journal is completed by another, each effect performed once`, async function () {
      this.timeout(120_000);
      let kills = 0;
      let failedInstead = 0;
      for (let calls = 1; ; calls++) {
        const outside = new Outside();
        const bench = await TestBench.ofSteps(...steps(outside));
        const killed = await untilKilled(bench, dying(bench.store, calls, when));
        // A store that fails inside a step looks to the step like any other error.
        const open = await bench.engine.list();
        if (open[0]?.state === "failed") failedInstead += 1;
        assert.equal(await toTheEnd(bench, "rescuer"), "done", `call ${calls}`);
        assert.deepEqual(outside.ordered, ["keys", "order", "upload"], `call ${calls}`);
        const [done] = await bench.engine.list({ state: "all" });
        const { outputs } = await bench.engine.show({ renewal: done?.id ?? "" });
        assert.equal(Object.keys(outputs).length, 3, `call ${calls}`);
        const verdict = await bench.store.verifyAudit();
        assert.equal(verdict.ok, true, `call ${calls}`);
        await bench.store.close();
        if (!killed) break;
        kills += 1;
      }
      assert.ok(kills > 20, `only ${kills} places to be killed at`);
      assert.equal(failedInstead, 0);
    });
  }

  it("between the effect and its record asks the person if the outside cannot tell", async () => {
    const outside = new Outside();
    outside.find = "blind";
    const bench = await TestBench.ofSteps(...steps(outside));
    const store = new Proxy(bench.store, {
      get(target, name) {
        if (name === "completeEffect") return () => Promise.reject(new Killed());
        const method: unknown = Reflect.get(target, name);
        return typeof method === "function" ? method.bind(target) : method;
      },
    });
    // The step sees the failure and fails; a real kill leaves even less behind.
    await untilKilled(bench, store);
    const [open] = await bench.engine.list();
    await bench.engine.retry({ renewal: open?.id ?? "" });
    const view = await bench.engine.advance({ renewal: open?.id ?? "" });
    assert.equal(view.state, "in-doubt");
    assert.deepEqual(outside.ordered, ["keys"]);
  });

  it("leaves the same journal as one that was not", async () => {
    const outputsOf = async (bench: TestBench): Promise<{ [step: string]: Json }> => {
      const [view] = await bench.engine.list({ state: "all" });
      return { ...(await bench.engine.show({ renewal: view?.id ?? "" })).outputs };
    };
    const calm = new Outside();
    const undisturbed = await TestBench.ofSteps(...steps(calm));
    await toTheEnd(undisturbed, "calm");
    const expected = await outputsOf(undisturbed);
    const outside = new Outside();
    const bench = await TestBench.ofSteps(...steps(outside));
    // After the wait was answered and before any effect.
    assert.equal(await untilKilled(bench, dying(bench.store, 24, "before")), true);
    await toTheEnd(bench, "rescuer");
    assert.deepEqual(Object.keys(await outputsOf(bench)), Object.keys(expected));
  });
});
