import assert from "node:assert/strict";
import { createVerify } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { hasTool, runProcess } from "../harness/index.js";
import {
  attributes,
  ckr,
  combinedMechanisms,
  ecMechanisms,
  mechanisms,
  tokenFlags,
} from "./cryptoki.js";
import { FaultShim } from "./fault-shim.js";
import { Pkcs11Probe, ProbeEnded, ProbeError } from "./pkcs11-probe.js";
import { requireRig } from "./require-rig.js";
import { faultPoints } from "./shim-log.js";
import type { ShimSettings } from "./shim-settings.js";
import { SoftHsm } from "./soft-hsm.js";

const curve = Buffer.from("06082a8648ce3d030107", "hex");
const id = Buffer.from("0a0b0c", "hex");
const pin = "123456";

interface KeyPair {
  readonly publicKey: Buffer;
  readonly privateKey: Buffer;
}

function keyTemplates(size?: number): readonly [object, object[], object[]] {
  const kind =
    size === undefined
      ? { type: attributes.EC_PARAMS, value: curve }
      : { type: attributes.MODULUS_BITS, value: size };
  return [
    {
      mechanism: size === undefined ? mechanisms.EC_KEY_PAIR_GEN : mechanisms.RSA_PKCS_KEY_PAIR_GEN,
    },
    [{ type: attributes.TOKEN, value: true }, { type: attributes.ID, value: id }, kind],
    [
      { type: attributes.TOKEN, value: true },
      { type: attributes.PRIVATE, value: true },
      { type: attributes.SENSITIVE, value: true },
      { type: attributes.EXTRACTABLE, value: false },
      { type: attributes.SIGN, value: true },
      { type: attributes.ID, value: id },
    ],
  ];
}

const generate = (probe: Pkcs11Probe, session: Buffer): Promise<KeyPair> =>
  probe.call<KeyPair>("C_GenerateKeyPair", session, ...keyTemplates());

async function sign(probe: Pkcs11Probe, session: Buffer, key: Buffer): Promise<Buffer> {
  await probe.call("C_SignInit", session, { mechanism: mechanisms.ECDSA }, key);
  return probe.call<Buffer>("C_Sign", session, Buffer.alloc(32, 7), Buffer.alloc(256));
}

describe("the fault shim", function () {
  this.slow(1000);
  let softHsm: SoftHsm;

  before(async function () {
    requireRig(this, FaultShim.missing() ?? Pkcs11Probe.missing());
    softHsm = await SoftHsm.open({ tokens: [{ label: "Card" }, { label: "Other card" }] });
  });
  after(() => softHsm?.[Symbol.asyncDispose]());

  const open = (settings?: ShimSettings): Promise<FaultShim> => FaultShim.open(softHsm, settings);
  const load = (shim: FaultShim): Promise<Pkcs11Probe> => Pkcs11Probe.open(shim.modulePath);
  const slots = (probe: Pkcs11Probe): Promise<readonly Buffer[]> =>
    probe.call<readonly Buffer[]>("C_GetSlotList", true);

  interface Info {
    readonly label: string;
    readonly flags: number;
    readonly serialNumber: string;
    readonly minPinLen: number;
    readonly maxPinLen: number;
    readonly freePrivateMemory: number | bigint;
  }
  async function info(probe: Pkcs11Probe, label = "Card"): Promise<Info> {
    for (const slot of await slots(probe)) {
      const found = await probe.call<Info>("C_GetTokenInfo", slot);
      if (found.label.trimEnd() === label) return found;
    }
    throw new Error(`no ${label}`);
  }

  it("lets everything through when nothing is set", async function () {
    await using shim = await open();
    await using probe = await load(shim);
    const session = await probe.session("Card", pin);
    const pair = await generate(probe, session);
    assert.equal((await sign(probe, session, pair.privateKey)).length, 64);
    await probe.call("C_DestroyObject", session, pair.privateKey);
    await probe.call("C_DestroyObject", session, pair.publicKey);
    await probe.call("C_Finalize");
    assert.equal((await shim.calls("C_Login")).length, 1);
  });

  it("serves a client that is not ours", async function () {
    if (!hasTool("opensc-tool")) requireRig(this, "OpenSC is not installed");
    await using shim = await open();
    const args = ["--module", shim.modulePath, "--login", "--pin", pin, "--token-label", "Card"];
    const env = process.env;
    const made = await runProcess(
      "pkcs11-tool",
      [...args, "--keypairgen", "--key-type", "rsa:2048", "--id", "77"],
      { env },
    );
    assert.equal(made.code, 0, made.stderr);
    const signing = ["--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", "77"];
    const files = [softHsm.home.file("signature"), softHsm.home.file("public")] as const;
    const signed = await runProcess("pkcs11-tool", [...args, ...signing, "-o", files[0]], {
      env,
      input: "words",
    });
    assert.equal(signed.code, 0, signed.stderr);
    const reading = ["--read-object", "--type", "pubkey", "--id", "77"];
    await runProcess("pkcs11-tool", [...args, ...reading, "-o", files[1]], { env });
    const verifier = createVerify("sha256").update("words");
    const key = { key: await readFile(files[1]), format: "der", type: "spki" } as const;
    assert.ok(verifier.verify(key, await readFile(files[0])));
  });

  it("cancels at the pad where a client sends no PIN", async function () {
    if (!hasTool("opensc-tool")) requireRig(this, "OpenSC is not installed");
    await using shim = await open({ token: { pinPad: true, pinTries: 3 } });
    const args = ["--module", shim.modulePath, "--login", "-O", "--token-label", "Card"];
    await runProcess("pkcs11-tool", args, { env: process.env });
    const [login] = await shim.calls("C_Login");
    assert.deepEqual([login?.details["pin"], login?.result], ["-1", ckr.CKR_FUNCTION_CANCELED]);
    assert.equal((await shim.tries()).user, 0);
  });

  it("answers any code, once, at the call it was set for", async () => {
    await using shim = await open({
      faults: [{ call: "C_FindObjectsInit", at: 2, do: { return: "CKR_DEVICE_ERROR" } }],
    });
    await using probe = await load(shim);
    const session = await probe.session("Card");
    const codes: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      codes.push(await probe.code("C_FindObjectsInit", session, []));
      await probe.code("C_FindObjectsFinal", session);
    }
    assert.deepEqual(codes, [0, ckr.CKR_DEVICE_ERROR, 0]);
  });

  it("answers vendor codes", async () => {
    await using shim = await open({
      faults: [{ call: "C_OpenSession", do: { return: ckr.CKR_VENDOR_DEFINED + 0x1234 } }],
    });
    await using probe = await load(shim);
    const [slot] = await slots(probe);
    assert.equal(await probe.code("C_OpenSession", slot, 6), 0x80001234);
  });

  it("counts over all processes", async () => {
    await using shim = await open();
    const fault = await shim.fault({
      call: "C_GetInfo",
      at: 2,
      do: { return: "CKR_GENERAL_ERROR" },
    });
    const codes: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await using probe = await load(shim);
      codes.push(await probe.code("C_GetInfo"));
    }
    assert.deepEqual(codes, [0, ckr.CKR_GENERAL_ERROR, 0]);
    assert.equal(await fault.counted(), 3);
  });

  it("lets the token act and hides it", async () => {
    await using shim = await open();
    await using probe = await load(shim);
    const session = await probe.session("Card", pin);
    const fault = await shim.fault({
      call: "C_GenerateKeyPair",
      do: { afterwards: "CKR_FUNCTION_FAILED" },
    });
    const code = await probe.code("C_GenerateKeyPair", session, ...keyTemplates());
    assert.equal(code, ckr.CKR_FUNCTION_FAILED);
    await fault.clear();
    await probe.call("C_FindObjectsInit", session, [{ type: attributes.ID, value: id }]);
    const found = await probe.call<readonly Buffer[]>("C_FindObjects", session, 10);
    await probe.call("C_FindObjectsFinal", session);
    assert.equal(found.length, 2);
    for (const object of found) await probe.call("C_DestroyObject", session, object);
    await probe.call("C_Finalize");
  });

  for (const how of ["abort", "segfault", "exit"] as const) {
    it(`ends the process in the call: ${how}`, async () => {
      await using shim = await open({
        faults: [{ call: "C_OpenSession", do: { crash: "before", how } }],
      });
      await using probe = await load(shim);
      const [slot] = await slots(probe);
      const error = await probe.call("C_OpenSession", slot, 6).catch((reason: unknown) => reason);
      assert.ok(error instanceof ProbeEnded);
      const signals = { abort: "SIGABRT", segfault: "SIGSEGV", exit: null } as const;
      assert.equal(error.signal, signals[how]);
      assert.equal((await shim.calls("C_OpenSession")).at(-1)?.result, how);
    });
  }

  it("ends the process while it loads the library", async () => {
    await using shim = await open({ faults: [{ call: "load", do: { crash: "before" } }] });
    await assert.rejects(load(shim), ProbeEnded);
  });

  it("hangs, before the token acts or after", async () => {
    await using shim = await open();
    for (const hang of ["before", "afterwards"] as const) {
      await shim.clearCalls();
      await shim.set({ faults: [{ call: "C_Login", do: { hang } }] });
      await using probe = await load(shim);
      const session = probe.session("Card", "654321");
      session.catch(() => undefined);
      await shim.entered("C_Login");
      while ((await shim.calls("C_Login"))[0]?.result !== "hang") await shim.entered("C_Login");
      assert.equal((await shim.tries()).user, hang === "before" ? 0 : 1);
    }
  });

  it("takes its time", async () => {
    await using shim = await open({ faults: [{ call: "C_GetInfo", do: { delay: 120 } }] });
    await using probe = await load(shim);
    const start = performance.now();
    await probe.call("C_GetInfo");
    assert.ok(performance.now() - start >= 115);
  });

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
      await shim.entered("C_GenerateRandom");
      assert.equal((await shim.calls("C_GenerateRandom"))[0]?.result, undefined);
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

  it("fails at every call of a session in turn", async () => {
    const run = async (shim: FaultShim): Promise<boolean> => {
      try {
        await using probe = await load(shim);
        const session = await probe.session("Card", pin);
        await probe.call("C_CloseSession", session);
        await probe.call("C_Finalize");
        return true;
      } catch {
        return false;
      }
    };
    await using shim = await open();
    assert.ok(await run(shim));
    const points = faultPoints(await shim.calls());
    assert.ok(points.length > 8);
    for (const { call, at } of points.filter((point) => point.call !== "load")) {
      await shim.set({ faults: [{ call, at, do: { return: "CKR_GENERAL_ERROR" } }] });
      assert.equal(await run(shim), false, `${call} ${at}`);
    }
    await shim.set({ faults: [{ call: "*", at: 3, do: { crash: "before" } }] });
    assert.equal(await run(shim), false);
    assert.equal(await run(shim), true, "it happens once");
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

  it("signs wrongly without saying so", async () => {
    await using shim = await open();
    await using probe = await load(shim);
    const session = await probe.session("Card", pin);
    const { publicKey, privateKey } = await generate(probe, session);
    const verify = async (signature: Buffer): Promise<number> => {
      await probe.call("C_VerifyInit", session, { mechanism: mechanisms.ECDSA }, publicKey);
      return probe.code("C_Verify", session, Buffer.alloc(32, 7), signature);
    };
    assert.equal(await verify(await sign(probe, session, privateKey)), 0);
    await shim.fault({ call: "C_Sign", do: { corrupt: true } });
    assert.notEqual(await verify(await sign(probe, session, privateKey)), 0);
    await probe.call("C_DestroyObject", session, privateKey);
    await probe.call("C_DestroyObject", session, publicKey);
    await probe.call("C_Finalize");
  });

  it("removes what it wrote", async () => {
    const shim = await open();
    const path = shim.modulePath;
    await shim[Symbol.asyncDispose]();
    for (const suffix of ["", ".control", ".state", ".log"]) assert.ok(!existsSync(path + suffix));
  });
});
