import assert from "node:assert/strict";
import {
  after,
  begun,
  newRenewal,
  owner,
  question,
  refused,
  START,
  stillThere,
} from "./samples.js";
import { rejectsWith } from "./rejections.js";
import { useStore, type OpenStore } from "./store-under-test.js";

const NO_SIGNALS = { taken: [], refused: [] };

export function describeRenewals(open: OpenStore): void {
  describe("renewals", () => {
    const given = useStore(open);

    it("begin ready, at their first step, unclaimed", async () => {
      await given.store.create([newRenewal("r1")], after(1));
      await given.reopen();
      assert.deepEqual(await given.store.load("r1"), {
        renewal: {
          ...newRenewal("r1"),
          state: "ready",
          currentStep: "confirm",
          attempts: 0,
          cancelRequested: false,
          fence: 0,
          updatedAt: after(1),
        },
        steps: [],
        effects: [],
        signals: [],
      });
    });

    it("are created together or not at all", async () => {
      await given.store.create([newRenewal("r2")], START);
      await rejectsWith(
        given.store.create([newRenewal("r1"), newRenewal("r2")], START),
        "store.exists",
        { what: "renewal", id: "r2" },
      );
      const ids = (await given.store.renewals()).map((renewal) => renewal.id);
      assert.deepEqual(ids, ["r2"]);
      assert.equal((await given.store.auditLog()).length, 1);
    });

    it("begin only while the profile's open ones are those that were expected", async () => {
      const { store } = given;
      const expect = (...ids: readonly string[]) => ({ profileId: "meridian", ids });
      await store.create([newRenewal("r1")], START, expect());
      await store.create([newRenewal("other", { profileId: "other" })], START);
      for (const seen of [expect(), expect("other"), expect("r1", "other")]) {
        const late = store.create([newRenewal("r2")], START, seen);
        await rejectsWith(late, "store.overtaken", { profile: "meridian" });
      }
      await store.create([newRenewal("r2")], START, expect("r1"));
      const fence = await store.claim("r1", owner("first"), START, after(60), stillThere);
      await store.park(fence, { state: "cancelled" }, NO_SIGNALS, after(1));
      const late = store.create([newRenewal("r3")], START, expect("r1", "r2"));
      await rejectsWith(late, "store.overtaken");
      await store.create([newRenewal("r3")], START, expect("r2"));
      assert.deepEqual(
        (await store.renewals()).map(({ id }) => id),
        ["r1", "other", "r2", "r3"],
      );
    });

    it("are not found by an unknown id", async () => {
      await rejectsWith(given.store.load("r1"), "store.not-found", { what: "renewal", id: "r1" });
      await rejectsWith(
        given.store.claim("r1", owner("first"), START, after(60), stillThere),
        "store.not-found",
      );
      await rejectsWith(given.store.requestCancel("r1", START), "store.not-found");
    });

    it("are found by state, profile and group, in the order of their creation", async () => {
      const { store } = given;
      await store.create([newRenewal("b", { group: "g" }), newRenewal("a", { group: "g" })], START);
      await store.create([newRenewal("c", { profileId: "other" })], START);
      const fence = await store.claim("a", owner("first"), START, after(60), stillThere);
      await store.park(fence, { state: "done" }, NO_SIGNALS, after(1));
      const ids = async (filter: Parameters<typeof store.renewals>[0]): Promise<string[]> =>
        (await store.renewals(filter)).map((renewal) => renewal.id);
      assert.deepEqual(await ids({}), ["b", "a", "c"]);
      assert.deepEqual(await ids({ states: ["done", "failed"] }), ["a"]);
      assert.deepEqual(await ids({ states: [] }), []);
      assert.deepEqual(await ids({ profileId: "other" }), ["c"]);
      assert.deepEqual(await ids({ group: "g", states: ["ready"] }), ["b"]);
    });

    it("are due when ready, woken, cancelled or signalled, and not otherwise", async () => {
      const { store } = given;
      const wait = {
        state: "waiting",
        currentStep: "confirm",
        wait: question,
        attempts: 0,
      } as const;
      const parked = {
        asleep: wait,
        woken: { ...wait, wakeAt: after(10) },
        "to-cancel": wait,
        signalled: wait,
        "failed-for-good": { ...wait, state: "failed", error: refused },
        "failed-for-now": { ...wait, state: "failed", error: refused, wakeAt: after(10.5) },
        finished: { state: "done" },
      } as const;
      for (const [id, next] of Object.entries(parked)) {
        await store.park(await begun(store, id), next, NO_SIGNALS, after(1));
      }
      await begun(store, "ready");
      await store.requestCancel("to-cancel", after(2));
      const answer = { step: "confirm", key: "subject", value: true, dedupe: "1" };
      await store.signal("signalled", answer, after(2));
      await store.signal("finished", answer, after(2));
      const due = async (seconds: number): Promise<string[]> =>
        (await store.renewals({ dueAt: after(seconds) })).map((renewal) => renewal.id);
      assert.deepEqual(await due(9), ["to-cancel", "signalled", "ready"]);
      assert.deepEqual(await due(10), ["woken", "to-cancel", "signalled", "ready"]);
      const later = ["woken", "to-cancel", "signalled", "failed-for-now", "ready"];
      assert.deepEqual(await due(11), later);
    });

    it("compare times by their value, with and without fractions of a second", async () => {
      const { store } = given;
      const next = {
        state: "waiting",
        currentStep: "confirm",
        wait: question,
        attempts: 0,
      } as const;
      const wakeAt = "2026-11-20T09:00:00.500Z";
      await store.park(await begun(store, "r1"), { ...next, wakeAt }, NO_SIGNALS, START);
      const due = async (dueAt: string): Promise<number> =>
        (await store.renewals({ dueAt })).length;
      assert.equal(await due("2026-11-20T09:00:00Z"), 0);
      assert.equal(await due("2026-11-20T09:00:00.499Z"), 0);
      assert.equal(await due("2026-11-20T09:00:00.5Z"), 1);
      assert.equal(await due("2026-11-20T09:00:01Z"), 1);
      assert.equal((await store.load("r1")).renewal.wakeAt, wakeAt);
    });

    it("refuse times in any other form", async () => {
      for (const at of [
        "2026-11-20",
        "2026-11-20T09:00:00+01:00",
        "soon",
        "2026-13-20T09:00:00Z",
      ]) {
        await rejectsWith(given.store.renewals({ dueAt: at }), "store.invalid-instant");
        await rejectsWith(given.store.create([newRenewal("r1")], at), "store.invalid-instant");
      }
      assert.deepEqual(await given.store.renewals(), []);
    });

    it("are asked once to cancel, by anybody", async () => {
      const { store } = given;
      await begun(store, "r1");
      await store.requestCancel("r1", after(1));
      await store.requestCancel("r1", after(2));
      const { renewal } = await store.load("r1");
      assert.deepEqual([renewal.cancelRequested, renewal.updatedAt], [true, after(1)]);
    });

    it("are never found again under an id that was used", async () => {
      const { store } = given;
      await store.park(await begun(store, "r1"), { state: "cancelled" }, NO_SIGNALS, after(1));
      await given.reopen();
      await rejectsWith(given.store.create([newRenewal("r1")], after(2)), "store.exists");
    });
  });
}
