import assert from "node:assert/strict";
import { done, PerennialError, type Json, type Outcome } from "@perennial/api";
import * as fc from "fast-check";
import { Outside } from "../testing/outside.js";
import { TestBench } from "../testing/test-bench.js";

describe("Two engines on one journal", () => {
  it("perform each effect once and end every step once, however they take turns", async function () {
    this.timeout(120_000);
    const keys = ["a", "b", "c"];
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, dies) => {
        const outside = new Outside();
        const bench = await TestBench.ofSteps(
          ...keys.map((name) => ({
            name,
            run: async (renewal: Parameters<typeof run>[0]) => run(renewal, name),
          })),
        );
        async function run(
          renewal: { effect: (effect: ReturnType<Outside["effect"]>) => Promise<string> },
          name: string,
        ): Promise<Outcome<Json>> {
          const effect = outside.effect(name);
          const perform = () => scheduler.schedule(Promise.resolve(), name).then(effect.perform);
          return done(await renewal.effect({ ...effect, perform }));
        }
        const id = await bench.begin();
        const others = [bench.another("one"), bench.another("two")];
        const drive = async (n: number) => {
          for (let turn = 0; turn < 4; turn++) {
            await scheduler.schedule(Promise.resolve(), `turn of ${n}`);
            // From some moment on the first one's process counts as gone.
            if (dies && n === 1 && turn === 1) bench.gone.add("one");
            try {
              await others[n]?.advance({ renewal: id });
            } catch (error) {
              assert.ok(PerennialError.is(error, "renewal.driven-elsewhere"), String(error));
            }
          }
        };
        const drives = Promise.all([drive(0), drive(1)]);
        await scheduler.waitFor(drives);
        const { state, outputs } = await bench.engine
          .advance({ renewal: id })
          .then(async (view) => bench.engine.show({ renewal: view.id }));
        assert.equal(state, "done");
        assert.deepEqual(Object.keys(outputs), keys);
        if (!dies) assert.deepEqual(outside.ordered, keys);
        const audit = await bench.store.auditLog({ renewal: id });
        const ended = audit.filter((record) => record.event === "step.done");
        assert.deepEqual(
          ended.map((record) => record.data["step"]),
          keys,
        );
        assert.equal((await bench.store.verifyAudit()).ok, true);
        await bench.store.close();
      }),
      { numRuns: 60 },
    );
  });
});
