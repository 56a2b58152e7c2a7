import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { hasTool, runProcess } from "../harness/index.js";
import { attributes, ckr, mechanisms, tokenFlags } from "./cryptoki.js";
import { FaultShim } from "./fault-shim.js";
import { requireRig } from "./require-rig.js";
import type { ShimSettings } from "./shim-settings.js";
import { generate, id, info, load, openCards, pin } from "./shim-trials.js";
import type { SoftHsm } from "./soft-hsm.js";

describe("PINs in the fault shim", function () {
  this.slow(1000);
  let softHsm: SoftHsm;

  before(async function () {
    softHsm = await openCards(this);
  });
  after(() => softHsm?.[Symbol.asyncDispose]());

  const open = (settings?: ShimSettings): Promise<FaultShim> => FaultShim.open(softHsm, settings);

  it("cancels at the pad where a client sends no PIN", async function () {
    if (!hasTool("opensc-tool")) requireRig(this, "OpenSC is not installed");
    await using shim = await open({ token: { pinPad: true, pinTries: 3 } });
    const args = ["--module", shim.modulePath, "--login", "-O", "--token-label", "Card"];
    await runProcess("pkcs11-tool", args, { env: process.env });
    const [login] = await shim.calls("C_Login");
    assert.deepEqual([login?.details["pin"], login?.result], ["-1", ckr.CKR_FUNCTION_CANCELED]);
    assert.equal((await shim.tries()).user, 0);
  });

  it("locks the PIN after three wrong tries, over restarts, and shows it", async () => {
    await using shim = await open({ token: { pinTries: 3 } });
    const seen: (readonly [number, number])[] = [];
    for (const tried of ["000000", "000000", "000000", pin]) {
      await using probe = await load(shim);
      const session = await probe.session("Card");
      const code = await probe.code("C_Login", session, 1, tried);
      seen.push([code, (await info(probe)).flags & 0x70000]);
    }
    const { USER_PIN_COUNT_LOW: low, USER_PIN_FINAL_TRY: final } = tokenFlags;
    assert.deepEqual(seen, [
      [ckr.CKR_PIN_INCORRECT, low],
      [ckr.CKR_PIN_INCORRECT, low | final],
      [ckr.CKR_PIN_INCORRECT, tokenFlags.USER_PIN_LOCKED],
      [ckr.CKR_PIN_LOCKED, tokenFlags.USER_PIN_LOCKED],
    ]);
    assert.equal((await shim.tries()).user, 3);
    assert.equal((await shim.tries("Other card")).user, 0);
    await shim.setTries("user", 0);
    await using probe = await load(shim);
    await probe.session("Card", pin);
  });

  it("locks the PIN without a flag where flags lie", async () => {
    await using shim = await open({ token: { pinTries: 1, pinFlags: false } });
    await using probe = await load(shim);
    const session = await probe.session("Card");
    assert.equal(await probe.code("C_Login", session, 1, "000000"), ckr.CKR_PIN_INCORRECT);
    assert.equal(await probe.code("C_Login", session, 1, pin), ckr.CKR_PIN_LOCKED);
    assert.equal((await info(probe)).flags & 0x70000, 0);
  });

  it("counts an empty PIN as a try, and shows a pad that takes none", async () => {
    await using shim = await open({ tokens: { Card: { pinPad: true, pinTries: 3 } } });
    await using probe = await load(shim);
    const session = await probe.session("Card");
    assert.notEqual(await probe.code("C_Login", session, 1, ""), 0);
    assert.equal((await shim.tries()).user, 1);
    const pad = tokenFlags.PROTECTED_AUTHENTICATION_PATH;
    assert.equal((await info(probe)).flags & pad, pad);
    assert.equal((await info(probe, "Other card")).flags & pad, 0);
  });

  it("keeps to the lengths it shows, at the price of a try", async () => {
    await using shim = await open({ token: { pinLength: { min: 6, max: 8 } } });
    await using probe = await load(shim);
    const session = await probe.session("Card");
    assert.equal(await probe.code("C_Login", session, 1, "12345"), ckr.CKR_PIN_LEN_RANGE);
    assert.equal((await shim.tries()).user, 1);
    const { minPinLen, maxPinLen } = await info(probe);
    assert.deepEqual([minPinLen, maxPinLen], [6, 8]);
    assert.equal(await probe.code("C_Login", session, 1, pin), 0);
  });

  it("says that someone is logged in already, even for a wrong PIN", async () => {
    await using shim = await open();
    await using probe = await load(shim);
    const session = await probe.session("Card", pin);
    const code = await probe.code("C_Login", session, 1, "000000");
    assert.equal(code, ckr.CKR_USER_ALREADY_LOGGED_IN);
    assert.equal((await shim.tries()).user, 0);
  });

  it("writes lengths of PINs to its log, never a PIN, and none to its own files", async () => {
    await using shim = await open({
      token: { alwaysAuthenticate: { keys: "all", pin: "7391846250" } },
    });
    await using probe = await load(shim);
    await probe.session("Card", pin);
    assert.equal((await shim.calls("C_Login"))[0]?.details["pin"], "6");
    for (const suffix of [".log", ".control", ".state"]) {
      const text = await readFile(`${shim.modulePath}${suffix}`, "latin1");
      assert.ok(!text.includes(pin) && !text.includes("7391846250"), suffix);
    }
  });

  it("asks for a key's own PIN at each signature, and locks it by itself", async () => {
    await using shim = await open({
      token: { alwaysAuthenticate: { keys: id, pin: "9876", tries: 2 } },
    });
    await using probe = await load(shim);
    const session = await probe.session("Card", pin);
    const { publicKey, privateKey } = await generate(probe, session);
    const asked = await probe.call<{ value: Buffer }[]>(
      "C_GetAttributeValue",
      session,
      privateKey,
      [{ type: attributes.ALWAYS_AUTHENTICATE }],
    );
    assert.equal(Buffer.from(asked[0]?.value ?? []).toString("hex"), "01");

    const start = (): Promise<unknown> =>
      probe.call("C_SignInit", session, { mechanism: mechanisms.ECDSA }, privateKey);
    const finish = (): Promise<number> =>
      probe.code("C_Sign", session, Buffer.alloc(32), Buffer.alloc(64));
    const context = (tried: string): Promise<number> => probe.code("C_Login", session, 2, tried);

    assert.equal(await context("9876"), ckr.CKR_OPERATION_NOT_INITIALIZED);
    await start();
    assert.equal(await finish(), ckr.CKR_USER_NOT_LOGGED_IN);
    for (let signature = 0; signature < 2; signature += 1) {
      await start();
      assert.equal(await context("9876"), 0);
      assert.equal(await finish(), 0);
    }
    await start();
    assert.equal(await context(pin), ckr.CKR_PIN_INCORRECT);
    assert.equal(await context(pin), ckr.CKR_PIN_INCORRECT);
    assert.equal(await context("9876"), ckr.CKR_PIN_LOCKED);
    assert.deepEqual(await shim.tries(), { user: 0, so: 0, context: 2 });

    await finish();
    await probe.call("C_DestroyObject", session, privateKey);
    await probe.call("C_DestroyObject", session, publicKey);
    await probe.call("C_Finalize");
  });
});
