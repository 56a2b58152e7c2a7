import assert from "node:assert/strict";
import { createVerify } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { hasTool, runProcess } from "../harness/index.js";
import { attributes, ckr, mechanisms } from "./cryptoki.js";
import { FaultShim } from "./fault-shim.js";
import { ProbeEnded } from "./pkcs11-probe.js";
import { requireRig } from "./require-rig.js";
import { faultPoints } from "./shim-log.js";
import type { ShimSettings } from "./shim-settings.js";
import { generate, id, keyTemplates, load, openCards, pin, sign, slots } from "./shim-trials.js";
import type { SoftHsm } from "./soft-hsm.js";

describe("the fault shim", function () {
  this.slow(1000);
  let softHsm: SoftHsm;

  before(async function () {
    softHsm = await openCards(this);
  });
  after(() => softHsm?.[Symbol.asyncDispose]());

  const open = (settings?: ShimSettings): Promise<FaultShim> => FaultShim.open(softHsm, settings);

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

  it("fails at every call of a session in turn", async function () {
    this.timeout(120_000);
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
