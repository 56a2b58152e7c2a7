import assert from "node:assert/strict";
import {
  attributes,
  ckr,
  combinedMechanisms,
  ecMechanisms,
  mechanisms,
  tokenFlags,
} from "./cryptoki.js";
import { FaultShim } from "./fault-shim.js";
import type { ShimSettings } from "./shim-settings.js";
import { generate, info, keyTemplates, load, openCards, pin, slots } from "./shim-trials.js";
import type { SoftHsm } from "./soft-hsm.js";

describe("limits in the fault shim", function () {
  this.slow(1000);
  let softHsm: SoftHsm;

  before(async function () {
    softHsm = await openCards(this);
  });
  after(() => softHsm?.[Symbol.asyncDispose]());

  const open = (settings?: ShimSettings): Promise<FaultShim> => FaultShim.open(softHsm, settings);

  it("is full: no token object can be made", async () => {
    await using shim = await open({ token: { full: true, memory: { freePrivate: 12 } } });
    await using probe = await load(shim);
    const session = await probe.session("Card", pin);
    const code = await probe.code("C_GenerateKeyPair", session, ...keyTemplates());
    assert.equal(code, ckr.CKR_DEVICE_MEMORY);
    assert.equal(Number((await info(probe)).freePrivateMemory), 12);
  });

  it("lacks mechanisms and refuses keys it says it cannot make", async () => {
    await using shim = await open({
      token: { withoutMechanisms: [...ecMechanisms, ...combinedMechanisms], rsaMax: 2048 },
    });
    await using probe = await load(shim);
    const session = await probe.session("Card", pin);
    const [slot] = await slots(probe);
    const offered = await probe.call<readonly number[]>("C_GetMechanismList", slot);
    assert.ok(offered.includes(mechanisms.RSA_PKCS));
    for (const name of [...ecMechanisms, ...combinedMechanisms]) {
      assert.ok(!offered.includes(mechanisms[name]), name);
    }
    const rsa = await probe.call<{ maxKeySize: number }>(
      "C_GetMechanismInfo",
      slot,
      mechanisms.RSA_PKCS_KEY_PAIR_GEN,
    );
    assert.equal(rsa.maxKeySize, 2048);
    const make = (size?: number): Promise<number> =>
      probe.code("C_GenerateKeyPair", session, ...keyTemplates(size));
    assert.equal(await make(), ckr.CKR_MECHANISM_INVALID);
    assert.equal(await make(4096), ckr.CKR_KEY_SIZE_RANGE);
    await shim.set({ token: { withoutCurves: ["P-256"] } });
    assert.equal(await make(), ckr.CKR_CURVE_NOT_SUPPORTED);
  });

  it("throws for a whole template with one attribute it does not know", async () => {
    await using shim = await open({
      token: { refusedAttributes: ["EXTRACTABLE"], unreadableAttributes: ["LOCAL"] },
    });
    await using probe = await load(shim);
    const session = await probe.session("Card", pin);
    const code = await probe.code("C_GenerateKeyPair", session, ...keyTemplates());
    assert.equal(code, ckr.CKR_ATTRIBUTE_TYPE_INVALID);

    await shim.set({ token: { unreadableAttributes: ["LOCAL"] } });
    const { publicKey, privateKey } = await generate(probe, session);
    const read = (...types: number[]): Promise<number> =>
      probe.code(
        "C_GetAttributeValue",
        session,
        privateKey,
        types.map((type) => ({ type })),
      );
    assert.equal(await read(attributes.LOCAL, attributes.ID), ckr.CKR_ATTRIBUTE_TYPE_INVALID);
    assert.equal(await read(attributes.ID), 0);

    await shim.set({ token: { forcedAttributes: { LOCAL: false } } });
    const [local] = await probe.call<{ value: Buffer }[]>(
      "C_GetAttributeValue",
      session,
      privateKey,
      [{ type: attributes.LOCAL }],
    );
    assert.equal(Buffer.from(local?.value ?? []).toString("hex"), "00");
    await probe.call("C_DestroyObject", session, privateKey);
    await probe.call("C_DestroyObject", session, publicKey);
    await probe.call("C_Finalize");
  });

  it("shows a present token that it does not recognise, beside one that works", async () => {
    await using shim = await open({ tokens: { "Other card": { unrecognised: true } } });
    await using probe = await load(shim);
    const codes: number[] = [];
    for (const slot of await slots(probe)) codes.push(await probe.code("C_GetTokenInfo", slot));
    assert.deepEqual(codes.sort(), [0, ckr.CKR_TOKEN_NOT_RECOGNIZED]);
  });

  it("shows another serial, another label, other flags and other slot ids", async () => {
    await using shim = await open();
    await using probe = await load(shim);
    const before = await slots(probe);
    await shim.set({
      slotOffset: 1000,
      token: {
        serial: "NEW DRIVER",
        label: "Renamed",
        flags: { set: ["USER_PIN_FINAL_TRY"], clear: ["USER_PIN_INITIALIZED"] },
      },
    });
    const after = await slots(probe);
    assert.ok(after.every((slot) => !before.some((old) => Buffer.compare(old, slot) === 0)));
    const shown = await info(probe, "Renamed");
    assert.equal(shown.serialNumber.trimEnd(), "NEW DRIVER");
    assert.equal(shown.flags & tokenFlags.USER_PIN_FINAL_TRY, tokenFlags.USER_PIN_FINAL_TRY);
    assert.equal(shown.flags & tokenFlags.USER_PIN_INITIALIZED, 0);
  });
});
