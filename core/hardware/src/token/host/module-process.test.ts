import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { PerennialError } from "@perennial/api";
import { removeHomes } from "../../test-support/stores.js";
import type { TokenServices } from "../open-tokens.js";
import {
  memoryRecords,
  needsSoftHsm,
  openSoftHsm,
  ScriptedPins,
  softHsm,
  userPin,
  type SoftHsm,
} from "../testing/soft-hsm.js";
import { skipBecause } from "../../test-support/skip-because.js";

const label = "Perennial";

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "ESRCH");
    return false;
  }
}

describe("A module's process", function () {
  this.timeout(120_000);
  let rig: SoftHsm;
  let services: TokenServices | undefined;
  before(function () {
    needsSoftHsm(this);
    rig = softHsm(label);
  });
  afterEach(() => services?.modules.end());
  after(removeHomes);

  async function pidOf(tokens: TokenServices): Promise<number> {
    return (await tokens.modules.locate({ label })).pid;
  }

  it("that is killed in the middle of a call fails that call by name, and the next one works", async () => {
    services = await openSoftHsm(rig);
    const token = await services.modules.locate({ label });
    process.kill(token.pid, "SIGSTOP");
    const call = services.modules.objects(token);
    process.kill(token.pid, "SIGKILL");
    await assert.rejects(call, (error) => {
      assert.ok(PerennialError.is(error, "token.module-crashed"));
      assert.equal(error.params["exit"], "SIGKILL");
      return String(error.params["module"]).includes("softhsm");
    });
    const { tokens } = await services.modules.list();
    assert.equal(tokens.filter(({ view }) => view.label === label).length, 1);
    assert.notEqual(await pidOf(services), token.pid);
  });

  it("is not blamed when the record of its crashes cannot be read: that is the listing's error", async () => {
    const failure = new PerennialError("store.disk-full", { path: "journal.db" });
    const records = { ...memoryRecords(), read: () => Promise.reject(failure) };
    services = await openSoftHsm(rig, {}, records);
    await assert.rejects(services.modules.list(), { code: "store.disk-full" });
    await assert.rejects(services.modules.locate({ label }), { code: "store.disk-full" });
  });

  it("leaves no image of its memory when it crashes, and is the one that was started", async function () {
    if (process.platform !== "linux") skipBecause(this, "reads /proc of Linux");
    services = await openSoftHsm(rig);
    const pid = await pidOf(services);
    const limits = readFileSync(`/proc/${pid}/limits`, "utf8");
    assert.match(limits, /^Max core file size +0 +0 /mu);
    assert.match(readFileSync(`/proc/${pid}/cmdline`, "utf8"), /token-process\.js\0$/u);
  });

  it("that hangs is ended when the call's time is over", async () => {
    services = await openSoftHsm(rig, { read: 300 });
    const token = await services.modules.locate({ label });
    process.kill(token.pid, "SIGSTOP");
    await assert.rejects(services.modules.objects(token), (error) => {
      assert.ok(PerennialError.is(error, "token.module-timeout"));
      return error.params["seconds"] === 0.3 && error.params["call"] === "objects";
    });
    assert.notEqual(await pidOf(services), token.pid);
  });

  it("that hangs is given up a little after its call is cancelled, and that is no crash", async () => {
    const records = memoryRecords();
    services = await openSoftHsm(rig, { cancel: 50 }, records);
    const token = await services.modules.locate({ label });
    process.kill(token.pid, "SIGSTOP");
    const abort = new AbortController();
    const call = services.modules.objects(token, abort.signal);
    // Once it is on its way: a call that is cancelled before is not made.
    setImmediate(() => abort.abort());
    await assert.rejects(call, { code: "token.cancelled" });
    assert.equal(records.values.size, 0);
    await services.modules.locate({ label });
  });

  it("is not started any more after three crashes in five minutes, until that is lifted", async () => {
    services = await openSoftHsm(rig);
    for (let crash = 0; crash < 3; crash += 1) {
      const token = await services.modules.locate({ label });
      process.kill(token.pid, "SIGSTOP");
      const call = services.modules.objects(token);
      process.kill(token.pid, "SIGKILL");
      await assert.rejects(call, { code: "token.module-crashed" });
    }
    const { modules, tokens } = await services.modules.list();
    assert.equal(modules[0]?.problem?.code, "token.module-quarantined");
    assert.deepEqual(tokens, []);
    const [quarantine] = await services.health.quarantines();
    assert.equal(quarantine?.crashes, 3);
    assert.equal(await services.health.lift(quarantine.module), true);
    await services.modules.locate({ label });
  });

  it("loses the login with a crash, and the PIN is asked for again only when it is needed", async () => {
    services = await openSoftHsm(rig);
    const pins = new ScriptedPins([userPin, userPin]);
    const keys = services.keys({ label }, pins);
    const id = await keys.newId();
    const key = await keys.generate({ id, algorithm: "ec-p256", label: "crash" });
    const signer = await keys.signer(id);
    const pid = await pidOf(services);
    process.kill(pid, "SIGSTOP");
    const call = signer.sign(Buffer.from("x"), "sha256");
    process.kill(pid, "SIGKILL");
    // Reading is begun anew by itself; the PIN is a person's to give again.
    await assert.rejects(call, { code: "token.session-lost" });
    assert.equal(pins.questions.length, 1);
    await signer.sign(Buffer.from("x"), "sha256");
    assert.deepEqual(await keys.find(id), key);
    assert.equal(pins.questions.length, 2);
  });

  it("that was ended because nobody needed it is started anew, and the PIN asked for", async () => {
    services = await openSoftHsm(rig, { idle: 1 });
    const pins = new ScriptedPins([userPin, userPin, userPin]);
    const keys = services.keys({ label }, pins);
    await keys.login();
    const { pid } = await services.modules.locate({ label });
    while (isRunning(pid)) await nextTurn();
    await keys.login();
    assert.equal(pins.questions.length, 2);
  });

  it("answers many at once", async () => {
    services = await openSoftHsm(rig);
    const keys = services.keys({ label }, new ScriptedPins([userPin]));
    const id = await keys.newId();
    await keys.generate({ id, algorithm: "ec-p256", label: "busy" });
    const signer = await keys.signer(id);
    const { modules } = services;
    const making = keys.generate({ id: await keys.newId(), algorithm: "rsa-2048", label: "long" });
    const others = Array.from({ length: 40 }, (_one, index) =>
      index % 2 === 0 ? signer.sign(Buffer.from(`${index}`), "sha256") : modules.list(),
    );
    await Promise.all([making, ...others]);
  });

  it("does not keep the PIN that it was sent", async () => {
    services = await openSoftHsm(rig);
    const pins = new ScriptedPins([userPin]);
    await services.keys({ label }, pins).login();
    assert.deepEqual(
      pins.given.map((pin) => Buffer.from(pin).toString("hex")),
      ["000000000000"],
    );
  });
});
