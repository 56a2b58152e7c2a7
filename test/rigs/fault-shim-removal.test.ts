import assert from "node:assert/strict";
import { attributes, ckr, mechanisms } from "./cryptoki.js";
import { FaultShim } from "./fault-shim.js";
import { ProbeError } from "./pkcs11-probe.js";
import type { ShimSettings } from "./shim-settings.js";
import { generate, id, load, openCards, pin, slots } from "./shim-trials.js";
import type { SoftHsm } from "./soft-hsm.js";

describe("removal in the fault shim", function () {
  this.slow(1000);
  let softHsm: SoftHsm;

  before(async function () {
    softHsm = await openCards(this);
  });
  after(() => softHsm?.[Symbol.asyncDispose]());

  const open = (settings?: ShimSettings): Promise<FaultShim> => FaultShim.open(softHsm, settings);

  it("takes a token out and in, and its sessions and login with it", async () => {
    await using shim = await open();
    await using probe = await load(shim);
    const session = await probe.session("Card", pin);
    const other = await probe.session("Other card", pin);

    await shim.remove("Card");
    assert.equal(await probe.code("C_GetSessionInfo", session), ckr.CKR_DEVICE_REMOVED);
    assert.equal((await slots(probe)).length, 1);
    assert.equal(await probe.code("C_GetSessionInfo", other), 0);
    const all = await probe.call<readonly Buffer[]>("C_GetSlotList", false);
    assert.equal(all.length, 2);
    const codes: number[] = [];
    for (const slot of all) codes.push(await probe.code("C_GetTokenInfo", slot));
    assert.deepEqual(codes.sort(), [0, ckr.CKR_TOKEN_NOT_PRESENT]);

    await shim.insert("Card");
    assert.equal(await probe.code("C_GetSessionInfo", session), ckr.CKR_SESSION_HANDLE_INVALID);
    const fresh = await probe.session("Card");
    const { state } = await probe.call<{ state: number }>("C_GetSessionInfo", fresh);
    assert.equal(state, 2, "a new session is not logged in");
  });

  it("takes a token out in the middle of a call", async () => {
    await using shim = await open();
    await using probe = await load(shim);
    const session = await probe.session("Card", pin);
    await shim.fault({ call: "C_GenerateRandom", at: 1, do: { remove: "before" } });
    const code = await probe.code("C_GenerateRandom", session, Buffer.alloc(8));
    assert.equal(code, ckr.CKR_DEVICE_REMOVED);
    assert.ok(await shim.removed("Card"));
    await shim.insert("Card");
    await probe.session("Card", pin);
  });

  it("holds a call until it is let go, and takes the token out in it", async () => {
    await using shim = await open();
    await using probe = await load(shim);
    for (const hold of ["before", "afterwards"] as const) {
      await shim.insert();
      const session = await probe.session("Card", pin);
      await shim.clearCalls();
      const held = await shim.fault({ call: "C_GenerateRandom", do: { hold } });
      const answer = probe.code("C_GenerateRandom", session, Buffer.alloc(8));
      await shim.held("C_GenerateRandom");
      await shim.remove();
      await held.clear();
      assert.equal(await answer, ckr.CKR_DEVICE_REMOVED);
    }
  });

  it("survives a removal while many sessions sign at once", async () => {
    await using shim = await open();
    await using probe = await load(shim);
    const session = await probe.session("Card", pin);
    const { publicKey, privateKey } = await generate(probe, session);
    const sessions = await Promise.all(Array.from({ length: 8 }, () => probe.session("Card")));
    const signatures = await Promise.all(
      sessions.map(async (one) => {
        await probe.call("C_SignInit", one, { mechanism: mechanisms.ECDSA }, privateKey);
        return one;
      }),
    );
    const answers = signatures.map((one) =>
      probe.call("C_SignAsync", one, Buffer.alloc(32), Buffer.alloc(64)).catch((error: unknown) => {
        assert.ok(error instanceof ProbeError, "the process died");
      }),
    );
    await shim.replug();
    await Promise.all(answers);

    const fresh = await probe.session("Card", pin);
    await probe.call("C_FindObjectsInit", fresh, [{ type: attributes.ID, value: id }]);
    const found = await probe.call<readonly Buffer[]>("C_FindObjects", fresh, 10);
    await probe.call("C_FindObjectsFinal", fresh);
    assert.equal(found.length, [publicKey, privateKey].length);
    for (const object of found) await probe.call("C_DestroyObject", fresh, object);
    await probe.call("C_Finalize");
  });

  it("takes the slot away with the token", async () => {
    await using shim = await open({ tokens: { Card: { slotVanishes: true } } });
    await using probe = await load(shim);
    const before = await slots(probe);
    await shim.remove("Card");
    const after = await probe.call<readonly Buffer[]>("C_GetSlotList", false);
    assert.deepEqual([before.length, after.length], [2, 1]);
    const codes: number[] = [];
    for (const slot of before) codes.push(await probe.code("C_GetSlotInfo", slot));
    assert.deepEqual(codes.sort(), [0, ckr.CKR_SLOT_ID_INVALID]);
  });

  it("tells of slot events, or not", async () => {
    await using shim = await open();
    await using probe = await load(shim);
    // The binding answers null for CKR_NO_EVENT.
    const event = (): Promise<Buffer | null> => probe.call("C_WaitForSlotEvent", 1);
    assert.equal(await event(), null);
    await shim.remove();
    assert.notEqual(await event(), null);
    assert.equal(await event(), null);
    await shim.set({ slotEvents: "silent" });
    await shim.insert();
    assert.equal(await event(), null);
    await shim.set({ slotEvents: "unsupported" });
    await assert.rejects(event(), /CKR_FUNCTION_NOT_SUPPORTED/);
  });
});
