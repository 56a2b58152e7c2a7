import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { requireRig } from "../rigs/index.js";
import { TokenOffice, cardLabel } from "./token-office.js";

describe("A renewal on a token that is interrupted", function () {
  this.timeout(120_000);
  this.slow(20_000);
  let office: TokenOffice;

  beforeEach(async function () {
    requireRig(this, TokenOffice.missing());
    office = await TokenOffice.open();
  });
  afterEach(() => office?.[Symbol.asyncDispose]());

  for (const moment of ["before", "afterwards"] as const) {
    const made = moment === "before" ? "was to be made" : "had just been made";
    it(`by a kill when the key ${made} makes one key and no other`, async () => {
      const { shim, world } = office;
      await office.killIn("C_GenerateKeyPair", moment);
      const resumed = await office.drive("resume");
      assert.equal(resumed.code, 0, resumed.stdout + resumed.stderr);
      const { id } = (await world.shown()).outputs["generate-keys"] as { id?: string };
      const calls = await shim.calls("C_GenerateKeyPair");
      assert.deepEqual(new Set(calls.map(({ details }) => details["id"])), new Set([id]));
      assert.equal(calls.length, moment === "before" ? 2 : 1);
      assert.deepEqual(world.counted(), world.once);
    });
  }

  it("by Ctrl-C while the card makes the key stops at once, and finds that key afterwards", async () => {
    const { shim, world } = office;
    const held = await shim.fault({
      call: "C_GenerateKeyPair",
      at: 1,
      do: { hold: "before", outlives: true },
    });
    const interrupt = new AbortController();
    const stopped = office.drive("renew", { signal: interrupt.signal, killSignal: "SIGINT" });
    await shim.held("C_GenerateKeyPair");
    interrupt.abort();
    const { code, stdout, stderr } = await stopped;
    assert.equal(code, 130, stdout + stderr);
    assert.match(stdout, /Nothing is lost/);
    // The card goes on with it.
    await held.clear();
    const resumed = await office.drive("resume");
    assert.equal(resumed.code, 0, resumed.stdout + resumed.stderr);
    const { id } = (await world.shown()).outputs["generate-keys"] as { id?: string };
    assert.deepEqual(await office.generated(), [id]);
    assert.equal(await office.called("C_GenerateKeyPair"), 1);
    assert.deepEqual(world.counted(), world.once);
  });

  it("by the card being pulled waits for it, and goes on when it is back", async () => {
    const { shim, world } = office;
    await shim.set({ faults: [{ call: "C_SignInit", at: 1, do: { remove: "before" } }] });
    const renewing = office.drive("renew");
    for (;;) {
      const { data } = await world.json("show", "acme");
      const wait = data.renewals?.[0]?.wait;
      if (wait?.for === "token") break;
      await delay(50);
    }
    await shim.insert();
    const ended = await renewing;
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.equal((await office.generated()).length, 1);
    assert.equal(await office.logins(), 2, "once before and once after");
  });

  it("by the card not being there yet says so, costs no PIN, and goes on later", async () => {
    const { shim } = office;
    await shim.remove();
    const waiting = await office.drive("renew", { wait: "" });
    assert.equal(waiting.code, 4, waiting.stdout + waiting.stderr);
    assert.match(waiting.stdout, new RegExp(`Put in the token “${cardLabel}”`));
    assert.equal(await office.logins(), 0);
    const again = await office.drive("resume", { wait: "" });
    assert.equal(again.code, 4);
    await shim.insert();
    const ended = await office.drive("resume");
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.equal(await office.logins(), 1);
  });
});

describe("The PIN of a renewal on a token", function () {
  this.timeout(120_000);
  this.slow(20_000);
  let office: TokenOffice;

  beforeEach(async function () {
    requireRig(this, TokenOffice.missing());
    office = await TokenOffice.open();
  });
  afterEach(() => office?.[Symbol.asyncDispose]());

  it("that nobody gives leaves the renewal waiting for someone, and is no try", async () => {
    const waiting = await office.drive("renew", { pinFile: "", wait: "" });
    assert.equal(waiting.code, 4, waiting.stdout + waiting.stderr);
    assert.match(waiting.stdout, /token\.pin-not-given/);
    assert.equal(await office.logins(), 0);
    const ended = await office.drive("resume");
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.equal(await office.logins(), 1);
  });

  it("that is wrong reaches the token once, whoever tries again unattended", async () => {
    await office.world.writePrivate("wrong-pin", "11112222");
    const failed = await office.drive("renew", { pinFile: "wrong-pin" });
    assert.equal(failed.code, 5, failed.stdout + failed.stderr);
    assert.match(failed.stdout, /token\.pin-wrong/);
    assert.equal(await office.logins(), 1);
    for (const command of ["resume", "renew"] as const) {
      const refused = await office.drive(command, { pinFile: "wrong-pin", wait: "" });
      assert.equal(refused.code, 4, refused.stdout + refused.stderr);
      assert.match(refused.stdout, /token\.pin-unattended/);
    }
    assert.equal(await office.logins(), 1);
    assert.deepEqual(await office.world.leaks(["11112222"]), []);
  });
});

describe("The PIN of two accounts on one token", function () {
  this.timeout(120_000);
  this.slow(20_000);

  it("is presented once when it is wrong, and once when it is right", async function () {
    requireRig(this, TokenOffice.missing());
    await using office = await TokenOffice.open({ contract: "sort" });
    await office.world.writePrivate("wrong-pin", "11112222");
    const failed = await office.drive("renew", { pinFile: "wrong-pin", wait: "" });
    assert.equal(failed.code, 5, failed.stdout + failed.stderr);
    assert.equal(await office.logins(), 1);
  });

  it("serves both", async function () {
    requireRig(this, TokenOffice.missing());
    await using office = await TokenOffice.open({ contract: "sort" });
    const ended = await office.drive("renew");
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.equal(await office.logins(), 1);
    assert.equal((await office.generated()).length, 2);
    assert.deepEqual(office.world.counted(), office.world.once);
  });
});
