import assert from "node:assert/strict";
import { digestOf } from "../canonical-json.js";
import { after, begun, certificate, newRenewal, profile, START } from "./samples.js";
import { rejectsWith } from "./rejections.js";
import { useStore, type OpenStore } from "./store-under-test.js";

const NO_SIGNALS = { taken: [], refused: [] };

export function describeAudit(open: OpenStore): void {
  describe("the audit log", () => {
    const given = useStore(open);

    it("has a record of every change, in the same transaction", async () => {
      const { store } = given;
      await store.putProfile(profile("meridian"), "new");
      const fence = await begun(store, "r1");
      await store.beginEffect(fence, { step: "order", key: "k", intent: {} }, after(1));
      await store.clearEffect(fence, "k", { found: "nothing" }, after(1));
      await store.reintendEffect(fence, "k", {}, after(1));
      await store.completeEffect(fence, "k", 1, "confirmed", after(1));
      await store.signal("r1", { step: "confirm", key: "q", value: 1, dedupe: "1" }, after(1));
      const taken = (await store.load("r1")).signals.map(({ id }) => id);
      const step = { name: "confirm", state: "done", output: null, remarks: null } as const;
      await store.completeStep(fence, step, taken, { state: "ready" }, after(2));
      await store.rewind(fence, "confirm", after(3));
      await store.repin(fence, "2.0.0", ["confirm"], after(3));
      await store.putCertificate(certificate("11".repeat(32)), after(4), "r1");
      await store.requestCancel("r1", after(4));
      await store.park(fence, { state: "cancelled" }, NO_SIGNALS, after(5));
      await store.release(fence, after(6));
      await store.removeProfile("meridian", after(7));
      await store.audit({ event: "policy.refused", data: { plugin: "x" } }, after(8));
      const log = await store.auditLog();
      assert.deepEqual(
        log.map(({ event }) => event),
        [
          "profile.added",
          "renewal.created",
          "renewal.claimed",
          "effect.intended",
          "effect.absent",
          "effect.intended",
          "effect.confirmed",
          "signal.received",
          "step.done",
          "signal.taken",
          "renewal.ready",
          "renewal.rewound",
          "renewal.ready",
          "renewal.repinned",
          "certificate.current",
          "renewal.cancel-requested",
          "renewal.cancelled",
          "renewal.released",
          "profile.removed",
          "policy.refused",
        ],
      );
      assert.deepEqual(await store.verifyAudit(), {
        ok: true,
        records: log.length,
        head: log.at(-1)?.hash,
      });
    });

    it("chains each record to the one before by SHA-256 over canonical JSON", async () => {
      const { store } = given;
      await store.audit({ event: "policy.refused", data: { b: 1, a: undefined, é: [] } }, START);
      await store.audit({ event: "plugin.loaded", renewal: "r9", data: {} }, after(1));
      const [first, second] = await store.auditLog();
      const content = {
        at: START,
        data: { b: 1, é: [] },
        event: "policy.refused",
        previous: "0".repeat(64),
        seq: 1,
      };
      assert.deepEqual(first, { ...content, hash: digestOf(content) });
      assert.deepEqual([second?.seq, second?.previous], [2, first?.hash]);
    });

    it("can be read by renewal, from a record on, and so many at a time", async () => {
      const { store } = given;
      await store.create([newRenewal("r1"), newRenewal("r2"), newRenewal("r3")], START);
      const seqs = async (filter: Parameters<typeof store.auditLog>[0]): Promise<number[]> =>
        (await store.auditLog(filter)).map(({ seq }) => seq);
      assert.deepEqual(await seqs({}), [1, 2, 3]);
      assert.deepEqual(await seqs({ renewal: "r2" }), [2]);
      assert.deepEqual(await seqs({ after: 1, limit: 1 }), [2]);
      assert.deepEqual(await seqs({ renewal: "r2", after: 2 }), []);
    });

    it("holds no value that was given to a renewal or put out by it", async () => {
      const { store } = given;
      const secret = "correct horse battery staple";
      await store.putProfile(profile("p", { values: { secret } }), "new");
      await store.create([newRenewal("r1", { profile: { secret } })], START);
      const fence = await begun(store, "r2");
      await store.signal("r2", { step: "s", key: "k", value: secret, dedupe: "1" }, after(1));
      await store.beginEffect(fence, { step: "s", key: "k", intent: { secret } }, after(1));
      await store.completeEffect(fence, "k", { secret }, "performed", after(1));
      const step = { name: "confirm", state: "done", output: secret, remarks: secret } as const;
      await store.completeStep(fence, step, [], { state: "done" }, after(2));
      assert.ok(!JSON.stringify(await store.auditLog()).includes(secret));
    });

    it("goes on where it ended after the store is opened again, and is sound when empty", async () => {
      assert.deepEqual(await given.store.verifyAudit(), {
        ok: true,
        records: 0,
        head: "0".repeat(64),
      });
      await given.store.audit({ event: "a", data: {} }, START);
      await given.reopen();
      await given.store.audit({ event: "b", data: {} }, START);
      const verdict = await given.store.verifyAudit();
      assert.deepEqual([verdict.ok, verdict.ok && verdict.records], [true, 2]);
    });

    it("has no record of a change that was refused", async () => {
      const { store } = given;
      const fence = await begun(store, "r1");
      const before = await store.auditLog();
      await rejectsWith(store.rewind(fence, "unknown", after(1)), "store.not-found");
      await rejectsWith(store.putProfile(profile("p"), "existing"), "store.not-found");
      assert.deepEqual(await store.auditLog(), before);
    });
  });
}
