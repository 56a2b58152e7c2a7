import assert from "node:assert/strict";
import type { Next } from "../port/index.js";
import { after, begun, question, refused } from "./samples.js";
import { rejectsWith } from "./rejections.js";
import { useStore, type OpenStore } from "./store-under-test.js";

const NO_SIGNALS = { taken: [], refused: [] };

export function describeProgress(open: OpenStore): void {
  describe("steps", () => {
    const given = useStore(open);
    const confirm = {
      name: "confirm",
      state: "done",
      output: { subject: "CN=Meridian" },
      remarks: [],
    } as const;
    const generate = { name: "generate", state: "skipped", output: null, remarks: "r" } as const;

    it("end together with what comes next", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      const next: Next = { state: "ready", currentStep: "generate" };
      await store.completeStep(fence, confirm, [], next, after(1));
      await store.completeStep(fence, generate, [], { state: "done" }, after(2));
      await given.reopen();
      const { renewal, steps } = await given.store.load("r1");
      assert.deepEqual(steps, [
        { ...confirm, finishedAt: after(1) },
        { ...generate, finishedAt: after(2) },
      ]);
      assert.deepEqual(
        [renewal.state, renewal.currentStep, renewal.finishedAt, renewal.updatedAt],
        ["done", undefined, after(2), after(2)],
      );
    });

    it("that ended never change, and nothing of the second end is written", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      await store.completeStep(fence, confirm, [], { state: "ready", currentStep: "a" }, after(1));
      const before = await store.load("r1");
      const other = { ...confirm, output: { subject: "CN=Other" } };
      await rejectsWith(
        store.completeStep(fence, other, [], { state: "done" }, after(2)),
        "store.exists",
        { what: "step", id: "confirm" },
      );
      assert.deepEqual(await store.load("r1"), before);
    });

    it("are dropped by going back, while effects and signals stay", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      await store.beginEffect(fence, { step: "generate", key: "k", intent: {} }, after(1));
      await store.signal("r1", { step: "order", key: "q", value: 1, dedupe: "1" }, after(1));
      await store.completeStep(fence, confirm, [], { state: "ready" }, after(1));
      await store.completeStep(fence, generate, [], { state: "ready" }, after(2));
      const failure = {
        state: "failed",
        currentStep: "order",
        error: refused,
        attempts: 3,
      } as const;
      await store.park(fence, failure, NO_SIGNALS, after(3));
      await store.rewind(fence, "generate", after(4));
      const { renewal, steps, effects, signals } = await store.load("r1");
      assert.deepEqual(
        steps.map((step) => step.name),
        ["confirm"],
      );
      assert.deepEqual(
        [renewal.state, renewal.currentStep, renewal.error, renewal.attempts],
        ["ready", "generate", undefined, 0],
      );
      assert.deepEqual([effects.length, signals.length], [1, 1]);
      await store.completeStep(fence, generate, [], { state: "ready" }, after(5));
      await rejectsWith(store.rewind(fence, "unknown", after(6)), "store.not-found", {
        what: "step",
        id: "unknown",
      });
    });

    it("are dropped in one transaction with the signals that were given for them", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      await store.completeStep(fence, confirm, [], { state: "ready" }, after(1));
      const answer = { step: "confirm", key: "subject", value: true, dedupe: "1" };
      await store.signal("r1", answer, after(1));
      const before = [await store.load("r1"), await store.auditLog()];
      await rejectsWith(store.rewind(fence, "confirm", after(2), [4711]), "store.not-found");
      assert.deepEqual([await store.load("r1"), await store.auditLog()], before);
      const [given1] = (await store.load("r1")).signals;
      await store.rewind(fence, "confirm", after(2), [given1?.id ?? 0]);
      const { steps, signals } = await store.load("r1");
      assert.deepEqual([steps, signals[0]?.consumed], [[], "taken"]);
    });

    it("can be those of another version of the plugin", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      await store.repin(fence, "2.0.0", ["confirm", "pay"], after(1));
      const { renewal } = await store.load("r1");
      assert.deepEqual([renewal.pluginVersion, renewal.steps], ["2.0.0", ["confirm", "pay"]]);
    });
  });

  describe("what comes next", () => {
    const given = useStore(open);
    const waiting = {
      state: "waiting",
      currentStep: "confirm",
      wait: question,
      wakeAt: after(30),
      attempts: 2,
    } as const;
    const failed = {
      state: "failed",
      currentStep: "order",
      error: refused,
      wakeAt: after(60),
      attempts: 4,
    } as const;
    const inDoubt = {
      state: "in-doubt",
      currentStep: "order",
      wait: question,
      error: refused,
    } as const;

    for (const next of [waiting, failed, inDoubt]) {
      it(`is kept whole when it is ${next.state}, and gone when the renewal is ready`, async () => {
        const { store } = given;
        const fence = await begun(store, "r1");
        await store.park(fence, next, NO_SIGNALS, after(1));
        const { renewal } = await store.load("r1");
        const { state, currentStep, wait, wakeAt, error, attempts } = renewal;
        assert.deepEqual(
          { state, currentStep, wait, wakeAt, error, attempts },
          { wait: undefined, wakeAt: undefined, error: undefined, attempts: 0, ...next },
        );
        await store.park(fence, { state: "ready", currentStep: "order" }, NO_SIGNALS, after(2));
        const ready = (await store.load("r1")).renewal;
        assert.deepEqual(
          [ready.state, ready.currentStep, ready.wait, ready.wakeAt, ready.error, ready.attempts],
          ["ready", "order", undefined, undefined, undefined, 0],
        );
      });
    }

    it("is one transaction with what was found out about an effect, and what was given", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      await store.beginEffect(fence, { step: "order", key: "k", intent: {} }, after(1));
      await store.signal("r1", { step: "order", key: "q", value: 1, dedupe: "1" }, after(1));
      const [first] = (await store.load("r1")).signals;
      const changes = {
        taken: [],
        refused: [first?.id ?? 0],
        given: { step: "order", key: "q", value: 2, dedupe: "2" },
        absent: { key: "k", why: { decidedBy: "person" } },
        audit: [{ event: "answer.refused", renewal: "r1", data: { key: "q" } }],
      };
      const before = [await store.load("r1"), await store.auditLog()];
      const ready = { state: "ready", currentStep: "order" } as const;
      const unknown = { ...changes, absent: { key: "no such", why: {} } };
      await rejectsWith(store.park(fence, ready, unknown, after(2)), "store.not-found");
      assert.deepEqual([await store.load("r1"), await store.auditLog()], before);
      await store.park(fence, ready, changes, after(2));
      const { effects, signals } = await store.load("r1");
      assert.equal(effects[0]?.state, "absent");
      assert.deepEqual(
        signals.map(({ value, consumed }) => [value, consumed]),
        [
          [1, "refused"],
          [2, undefined],
        ],
      );
      const events = (await store.auditLog()).slice(-5).map(({ event }) => event);
      assert.deepEqual(events, [
        "signal.refused",
        "signal.received",
        "effect.absent",
        "answer.refused",
        "renewal.ready",
      ]);
    });

    it("is nothing any more once a renewal is done or cancelled, except to release it", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      await store.park(fence, { state: "cancelled" }, NO_SIGNALS, after(1));
      const { renewal } = await store.load("r1");
      assert.deepEqual([renewal.currentStep, renewal.finishedAt], ["confirm", after(1)]);
      const finished = { renewal: "r1", state: "cancelled" };
      const writes = [
        () => store.park(fence, { state: "ready" }, NO_SIGNALS, after(2)),
        () => store.rewind(fence, "confirm", after(2)),
        () => store.beginEffect(fence, { step: "order", key: "k", intent: {} }, after(2)),
        () => store.requestCancel("r1", after(2)),
      ];
      for (const write of writes) await rejectsWith(write(), "store.finished", finished);
      await store.heartbeat(fence, after(3), after(63));
      await store.release(fence, after(3));
    });
  });
}
