import assert from "node:assert/strict";
import { after, begun, newRenewal, START } from "./samples.js";
import { rejectsWith } from "./rejections.js";
import { useStore, type OpenStore } from "./store-under-test.js";

export function describeSignals(open: OpenStore): void {
  describe("signals", () => {
    const given = useStore(open);
    const answer = { step: "confirm", key: "subject", value: { yes: true }, dedupe: "a" };

    it("are kept until they are taken or refused", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      for (const dedupe of ["a", "b", "c"]) {
        assert.equal(await store.signal("r1", { ...answer, dedupe }, after(1)), true);
      }
      const [first, second, third] = (await store.load("r1")).signals;
      assert.ok(first && second && third && first.id < second.id && second.id < third.id);
      const signals = { taken: [second.id], refused: [first.id] };
      await store.park(fence, { state: "ready" }, signals, after(2));
      await given.reopen();
      const { step, key, value } = answer;
      const kept = { step, key, value, at: after(1) };
      assert.deepEqual((await given.store.load("r1")).signals, [
        { ...kept, id: first.id, consumed: "refused" },
        { ...kept, id: second.id, consumed: "taken" },
        { ...kept, id: third.id },
      ]);
    });

    it("are taken in one transaction with the step that took them", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      await store.signal("r1", answer, after(1));
      const [signal] = (await store.load("r1")).signals;
      assert.ok(signal);
      const step = { name: "confirm", state: "done", output: null, remarks: null } as const;
      const unknown = store.completeStep(
        fence,
        step,
        [signal.id, signal.id + 1],
        { state: "done" },
        after(2),
      );
      await rejectsWith(unknown, "store.not-found", { what: "signal", id: signal.id + 1 });
      const { steps, signals, renewal } = await store.load("r1");
      assert.deepEqual([steps, signals, renewal.state], [[], [signal], "ready"]);
      await store.completeStep(fence, step, [signal.id], { state: "done" }, after(3));
      assert.equal((await store.load("r1")).signals[0]?.consumed, "taken");
    });

    it("need no lease, and one that was given already is ignored", async () => {
      const { store } = given;
      await store.create([newRenewal("r1"), newRenewal("r2")], START);
      assert.equal(await store.signal("r1", answer, after(1)), true);
      assert.equal(await store.signal("r1", { ...answer, value: "other" }, after(2)), false);
      assert.equal(await store.signal("r2", answer, after(3)), true);
      assert.deepEqual(
        (await store.load("r1")).signals.map(({ value, at }) => [value, at]),
        [[answer.value, after(1)]],
      );
    });

    it("of one renewal cannot be taken by another", async () => {
      const { store } = given;
      await store.create([newRenewal("r1")], START);
      await store.signal("r1", answer, after(1));
      const [signal] = (await store.load("r1")).signals;
      assert.ok(signal);
      const fence = await begun(store, "r2");
      const taken = { taken: [signal.id], refused: [] };
      await rejectsWith(store.park(fence, { state: "ready" }, taken, after(2)), "store.not-found");
    });

    it("to an unknown renewal are refused", async () => {
      await rejectsWith(given.store.signal("r1", answer, after(1)), "store.not-found");
    });
  });
}
