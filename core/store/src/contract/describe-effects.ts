import assert from "node:assert/strict";
import { after, begun } from "./samples.js";
import { rejectsWith } from "./rejections.js";
import { useStore, type OpenStore } from "./store-under-test.js";

export function describeEffects(open: OpenStore): void {
  describe("effects", () => {
    const given = useStore(open);
    const effect = { step: "order", key: "order:1", intent: { reference: "P-1", retries: 0 } };
    const intended = { ...effect, state: "intended", begunAt: after(1) } as const;

    it("are on disk as intended before they are performed", async () => {
      const fence = await begun(given.store, "r1");
      assert.equal(await given.store.beginEffect(fence, effect, after(1)), undefined);
      await given.reopen();
      assert.deepEqual((await given.store.load("r1")).effects, [intended]);
    });

    it("answer what is known of them when they are begun again, and change nothing", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      await store.beginEffect(fence, effect, after(1));
      const records = (await store.auditLog()).length;
      const again = { ...effect, intent: { reference: "P-2" } };
      assert.deepEqual(await store.beginEffect(fence, again, after(2)), intended);
      assert.deepEqual((await store.load("r1")).effects, [intended]);
      assert.equal((await store.auditLog()).length, records);
    });

    it("keep the first result for ever", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      await store.beginEffect(fence, effect, after(1));
      await store.completeEffect(fence, "order:1", { number: 7 }, "found", after(2));
      const performed = { ...intended, state: "performed", result: { number: 7 } };
      assert.deepEqual(await store.beginEffect(fence, effect, after(3)), performed);
      const params = { key: "order:1", state: "performed" };
      await rejectsWith(
        store.completeEffect(fence, "order:1", { number: 8 }, "performed", after(4)),
        "store.effect-state",
        params,
      );
      await rejectsWith(
        store.clearEffect(fence, "order:1", {}, after(4)),
        "store.effect-state",
        params,
      );
      await rejectsWith(
        store.reintendEffect(fence, "order:1", {}, after(4)),
        "store.effect-state",
        params,
      );
      assert.deepEqual((await store.load("r1")).effects, [performed]);
    });

    it("keep a result that is null", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      await store.beginEffect(fence, effect, after(1));
      await store.completeEffect(fence, "order:1", null, "performed", after(2));
      const [found] = (await store.load("r1")).effects;
      assert.deepEqual(found, { ...intended, state: "performed", result: null });
    });

    it("may be intended again once it is certain that they did not happen", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      await store.beginEffect(fence, effect, after(1));
      await rejectsWith(
        store.reintendEffect(fence, "order:1", {}, after(2)),
        "store.effect-state",
        { state: "intended", expected: "absent" },
      );
      await store.clearEffect(fence, "order:1", { found: "nothing" }, after(2));
      assert.deepEqual(await store.beginEffect(fence, effect, after(3)), {
        ...intended,
        state: "absent",
      });
      await store.reintendEffect(fence, "order:1", { reference: "P-2" }, after(4));
      assert.deepEqual((await store.load("r1")).effects, [
        { ...intended, intent: { reference: "P-2" }, begunAt: after(4) },
      ]);
    });

    it("that were never intended cannot be completed, cleared or intended again", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      const missing = { what: "effect", id: "other" };
      const complete = store.completeEffect(fence, "other", null, "performed", after(1));
      await rejectsWith(complete, "store.not-found", missing);
      await rejectsWith(
        store.clearEffect(fence, "other", {}, after(1)),
        "store.not-found",
        missing,
      );
      await rejectsWith(
        store.reintendEffect(fence, "other", {}, after(1)),
        "store.not-found",
        missing,
      );
    });

    it("have keys of their own in each renewal, and stand in the order they were begun", async () => {
      const { store } = given;
      const first = await begun(store, "r1");
      const second = await begun(store, "r2");
      for (const key of ["z", "a", "m"]) {
        await store.beginEffect(first, { ...effect, key }, after(1));
      }
      assert.equal(await store.beginEffect(second, { ...effect, key: "z" }, after(1)), undefined);
      const keys = (await store.load("r1")).effects.map(({ key }) => key);
      assert.deepEqual(keys, ["z", "a", "m"]);
    });

    it("refuse what is not plain data, and write nothing", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      const intent = { when: Number.NaN };
      await rejectsWith(
        store.beginEffect(fence, { ...effect, intent }, after(1)),
        "store.not-plain-data",
        { path: "$.when", type: "NaN" },
      );
      assert.deepEqual((await store.load("r1")).effects, []);
    });
  });
}
