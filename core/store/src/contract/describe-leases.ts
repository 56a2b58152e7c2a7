import assert from "node:assert/strict";
import type { Owner } from "../port/index.js";
import { after, begun, certificate, newRenewal, owner, START, stillThere } from "./samples.js";
import { rejectsWith } from "./rejections.js";
import { useStore, type OpenStore } from "./store-under-test.js";

export function describeLeases(open: OpenStore): void {
  describe("leases", () => {
    const given = useStore(open);

    it("are held by one owner at a time", async () => {
      const { store } = given;
      await begun(store, "r1");
      await rejectsWith(
        store.claim("r1", owner("second"), after(59), after(120), stillThere),
        "store.claimed",
        { renewal: "r1", host: "workstation", pid: 4711, until: after(60) },
      );
      const { renewal } = await store.load("r1");
      assert.deepEqual(
        [renewal.owner, renewal.leaseUntil, renewal.fence],
        [owner("first"), after(60), 1],
      );
    });

    it("raise the fence with each claim, also by the same owner", async () => {
      const { store } = given;
      const first = await begun(store, "r1");
      const again = await store.claim("r1", owner("first"), after(1), after(61), stillThere);
      assert.deepEqual(first, { renewal: "r1", owner: "first", fence: 1 });
      assert.deepEqual(again, { renewal: "r1", owner: "first", fence: 2 });
      await rejectsWith(store.heartbeat(first, after(2), after(62)), "store.fenced", {
        renewal: "r1",
        fence: 1,
        current: 2,
      });
    });

    it("can be taken at the moment they end", async () => {
      const { store } = given;
      const first = await begun(store, "r1");
      await store.claim("r1", owner("second"), after(60), after(120), stillThere);
      await rejectsWith(store.heartbeat(first, after(61), after(180)), "store.fenced");
    });

    it("are kept by a heartbeat", async () => {
      const { store } = given;
      const first = await begun(store, "r1");
      await store.heartbeat(first, after(30), after(90));
      const second = store.claim("r1", owner("second"), after(89), after(150), stillThere);
      await rejectsWith(second, "store.claimed", { until: after(90) });
    });

    it("still let their owner write after their end, until somebody else claims", async () => {
      const { store } = given;
      const first = await begun(store, "r1");
      await store.beginEffect(first, { step: "order", key: "k", intent: {} }, after(100));
      await store.claim("r1", owner("second"), after(101), after(160), stillThere);
      const late = store.completeEffect(first, "k", "receipt", "performed", after(102));
      await rejectsWith(late, "store.fenced");
      assert.equal((await store.load("r1")).effects[0]?.state, "intended");
    });

    it("do not mind a clock that goes back: the fence decides, and the order stays", async () => {
      const { store } = given;
      const first = await begun(store, "r1");
      await store.heartbeat(first, after(7200), after(7260));
      // The clock is put back by two hours: to others the lease holds all the longer.
      const second = store.claim("r1", owner("second"), after(1), after(61), stillThere);
      await rejectsWith(second, "store.claimed", { until: after(7260) });
      await store.beginEffect(first, { step: "order", key: "k", intent: {} }, after(1));
      await store.heartbeat(first, after(2), after(62));
      await store.signal("r1", { step: "s", key: "q", value: 1, dedupe: "1" }, after(7000));
      await store.signal("r1", { step: "s", key: "q", value: 2, dedupe: "2" }, after(3));
      const third = await store.claim("r1", owner("third"), after(62), after(122), stillThere);
      await rejectsWith(store.heartbeat(first, after(9000), after(9060)), "store.fenced");
      assert.equal(third.fence, 2);
      const { signals } = await store.load("r1");
      assert.deepEqual(
        signals.map(({ value }) => value),
        [1, 2],
      );
      assert.equal((await store.verifyAudit()).ok, true);
      assert.deepEqual(await store.check(), []);
    });

    it("are taken from an owner that is known to be gone", async () => {
      const { store } = given;
      await begun(store, "r1");
      const asked: Owner[] = [];
      const fence = await store.claim("r1", owner("second"), after(1), after(61), (holder) => {
        asked.push(holder);
        return true;
      });
      assert.deepEqual(asked, [owner("first")]);
      assert.equal(fence.fence, 2);
    });

    it("are free after a release, and the released fence writes no more", async () => {
      const { store } = given;
      const first = await begun(store, "r1");
      await store.release(first, after(1));
      const { renewal } = await store.load("r1");
      assert.deepEqual([renewal.owner, renewal.leaseUntil], [undefined, undefined]);
      await rejectsWith(store.heartbeat(first, after(2), after(62)), "store.fenced");
      await rejectsWith(store.release(first, after(2)), "store.fenced");
      const second = await store.claim("r1", owner("second"), after(3), after(63), stillThere);
      assert.equal(second.fence, 2);
    });

    it("survive that the store is closed and opened", async () => {
      await begun(given.store, "r1");
      await given.reopen();
      const second = given.store.claim("r1", owner("second"), after(1), after(61), stillThere);
      await rejectsWith(second, "store.claimed");
    });

    it("of one renewal say nothing about another", async () => {
      const { store } = given;
      const first = await begun(store, "r1");
      await store.create([newRenewal("r2")], START);
      await rejectsWith(
        store.heartbeat({ ...first, renewal: "r2" }, after(1), after(61)),
        "store.fenced",
      );
    });

    it("are checked on every write", async () => {
      const { store } = given;
      const stale = await begun(store, "r1");
      const effect = { step: "order", key: "k", intent: {} };
      await store.beginEffect(stale, effect, after(1));
      await store.claim("r1", owner("second"), after(2), after(62), () => true);
      const before = [await store.load("r1"), await store.auditLog()];
      const signals = { taken: [], refused: [] };
      const step = { name: "confirm", state: "done", output: null, remarks: null } as const;
      const writes = [
        () => store.heartbeat(stale, after(3), after(63)),
        () => store.release(stale, after(3)),
        () => store.beginEffect(stale, { ...effect, key: "other" }, after(3)),
        () => store.beginEffect(stale, effect, after(3)),
        () => store.completeEffect(stale, "k", null, "performed", after(3)),
        () => store.clearEffect(stale, "k", {}, after(3)),
        () => store.reintendEffect(stale, "k", {}, after(3)),
        () => store.completeStep(stale, step, [], { state: "done" }, after(3)),
        () => store.park(stale, { state: "cancelled" }, signals, after(3)),
        () => store.rewind(stale, "confirm", after(3)),
        () => store.repin(stale, "2.0.0", [], after(3)),
        () => store.audit({ event: "step.note", renewal: "r1", data: {} }, after(3), stale),
        () => store.putCertificate(certificate("11".repeat(32)), after(3), stale),
        () => store.setSetting("key", 1, { event: "key.claimed", data: {} }, after(3), stale),
      ];
      for (const write of writes) await rejectsWith(write(), "store.fenced");
      assert.deepEqual([await store.load("r1"), await store.auditLog()], before);
      assert.deepEqual([await store.certificates(), await store.setting("key")], [[], undefined]);
    });

    it("that are held let what is not of the renewal's own rows be written as well", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      const entry = { event: "step.note", renewal: "r1", data: {} };
      await store.audit(entry, after(1), fence);
      await store.putCertificate(certificate("11".repeat(32)), after(1), fence);
      await store.setSetting("key", 1, undefined, after(1), fence);
      const log = await store.auditLog({ renewal: "r1" });
      const events = log.map(({ event }) => event).slice(-2);
      assert.deepEqual(events, ["step.note", "certificate.current"]);
      assert.equal(await store.setting("key"), 1);
    });
  });
}
