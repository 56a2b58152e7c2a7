import assert from "node:assert/strict";
import { FaultShim } from "../rigs/index.js";
import { TokenDesk } from "./token-desk.js";

interface ListedModule {
  readonly path: string;
  readonly problem?: { readonly code: string; readonly message: string };
}

describe("A driver that fails beside a good one", function () {
  this.timeout(120_000);
  let desk: TokenDesk;
  let bad: FaultShim;
  beforeEach(async function () {
    desk = await TokenDesk.open(this);
    bad = await FaultShim.open(desk.softHsm);
  });
  afterEach(async () => {
    await bad?.[Symbol.asyncDispose]();
    await desk?.[Symbol.asyncDispose]();
  });

  /** With both drivers. */
  const both = (...args: readonly string[]) => desk.json(...args, "--module", bad.modulePath);

  it("is one line with its fault where it crashes, and hides nothing of the good one", async () => {
    for (const call of ["load", "C_Initialize", "C_GetSlotList", "C_GetTokenInfo"] as const) {
      await bad.set({ faults: [{ call, do: { crash: "before" } }] });
      const { code, data } = await both("tokens", "list");
      assert.equal(code, 0);
      const modules = data["modules"] as ListedModule[];
      assert.equal(modules.length, 2);
      const faulty = modules.find(({ path }) => path === bad.modulePath);
      assert.equal(faulty?.problem?.code, "token.module-crashed", call);
      assert.equal(modules.find(({ path }) => path === desk.shim.modulePath)?.problem, undefined);
      const tokens = data["tokens"] as { module: string; label: string }[];
      assert.deepEqual(tokens.map(({ label }) => label).toSorted(), ["Card", "Other card"]);
      await desk.json("tokens", "quarantine", "--lift", bad.modulePath);
    }
  });

  it("that refuses to load does not count as a crash and is told", async () => {
    await bad.set({ faults: [{ call: "C_Initialize", do: { return: "CKR_GENERAL_ERROR" } }] });
    for (let round = 0; round < 4; round += 1) {
      const { data } = await both("tokens", "list");
      const faulty = (data["modules"] as ListedModule[]).find(({ problem }) => problem);
      assert.equal(faulty?.problem?.code, "token.module-load-failed");
    }
    assert.deepEqual((await desk.json("tokens", "quarantine")).data["quarantined"], []);
  });

  it("is given up after its time where it hangs, and the good one is shown", async () => {
    await bad.set({ faults: [{ call: "C_GetSlotList", do: { hang: "before" } }] });
    const began = performance.now();
    const { code, data } = await both("tokens", "list");
    assert.equal(code, 0);
    const faulty = (data["modules"] as ListedModule[]).find(({ problem }) => problem);
    assert.equal(faulty?.problem?.code, "token.module-timeout");
    assert.equal((data["tokens"] as object[]).length, 2);
    assert.ok(performance.now() - began < 40_000);
  });

  it("goes into quarantine with the third crash, is not loaded any more, and is lifted by name", async () => {
    await bad.set({ faults: [{ call: "C_Initialize", do: { crash: "before" } }] });
    for (let round = 0; round < 3; round += 1) await both("tokens", "list");
    await bad.clearCalls();
    const { data } = await both("tokens", "list");
    const faulty = (data["modules"] as ListedModule[]).find(({ problem }) => problem);
    assert.equal(faulty?.problem?.code, "token.module-quarantined");
    assert.deepEqual(await bad.calls(), []);
    const listed = await desk.json("tokens", "quarantine");
    const [quarantine] = listed.data["quarantined"] as {
      module: string;
      crashes: number;
      since: string;
      reason: { code: string; message: string };
    }[];
    assert.equal(quarantine?.module, bad.modulePath);
    assert.equal(quarantine.crashes, 3);
    assert.equal(quarantine.reason.code, "token.module-crashed");
    assert.ok(Math.abs(Date.parse(quarantine.since) - Date.now()) < 120_000);
    for (const command of ["doctor", "tokens doctor"]) {
      const doctor = await desk.run(...command.split(" "));
      assert.ok(doctor.stdout.includes("not loaded any more"), doctor.stdout);
    }
    const text = await desk.run("tokens", "quarantine");
    assert.ok(text.stdout.includes(`perennial tokens quarantine --lift ${bad.modulePath}`));
    const unknown = await desk.json("tokens", "quarantine", "--lift", "other.so");
    assert.equal(unknown.data.error?.code, "tokens.not-quarantined");
    const name = bad.modulePath.split("/").at(-1) ?? "";
    const lifted = await desk.json("tokens", "quarantine", "--lift", name);
    assert.deepEqual([lifted.code, lifted.data["lifted"]], [0, bad.modulePath]);
    await bad.reset();
    const good = await both("tokens", "list");
    assert.ok((good.data["modules"] as ListedModule[]).every(({ problem }) => !problem));
    const audit = await desk.run("audit", "show");
    assert.match(audit.stdout, /token\.quarantine-lifted/);
  });

  it("that shows the same token counts once, also while that is empty", async () => {
    const pin = await desk.pinFile("123456");
    const empty = await both("tokens", "keys", "Other card", "--login", "--pin-file", pin);
    assert.equal(empty.code, 0, JSON.stringify(empty.data));
    const key = await desk.makeKey("01", "one");
    const { code, data } = await both("tokens", "keys", "Card");
    assert.equal(code, 0, JSON.stringify(data));
    assert.deepEqual(
      (data["keys"] as { spkiHash: string }[]).map(({ spkiHash }) => spkiHash),
      [key.spkiHash],
    );
  });

  it("does not keep a token of the good one from being used", async () => {
    await desk.makeKey("01", "one");
    await bad.set({ faults: [{ call: "C_GetSlotList", do: { crash: "before" } }] });
    const file = await desk.pinFile("123456");
    const { code, data } = await both("tokens", "keys", "Card", "--login", "--pin-file", file);
    assert.equal(code, 0, JSON.stringify(data));
    assert.equal(await desk.logins(), 1);
  });
});
