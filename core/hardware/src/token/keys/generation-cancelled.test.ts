import assert from "node:assert/strict";
import { readdirSync, readlinkSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { skipBecause } from "../../test-support/skip-because.js";
import { removeHomes } from "../../test-support/stores.js";
import { needsSoftHsm, openSoftHsm, ScriptedPins, softHsm, userPin } from "../testing/soft-hsm.js";
import type { SoftHsm } from "../testing/soft-hsm.js";
import { ManualTimers } from "../testing/manual-timers.js";
import type { TokenServices } from "../open-tokens.js";

const label = "Card";

/** Where a link leads; it may be gone by now. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return "";
  }
}

describe("A key that a token takes its time for", function () {
  this.timeout(120_000);
  let rig: SoftHsm;
  let services: TokenServices;
  const opened: TokenServices[] = [];
  const open = async () => {
    const made = await openSoftHsm(rig, { cancel: 20 });
    opened.push(made);
    return made;
  };
  beforeEach(async function () {
    needsSoftHsm(this);
    if (process.platform !== "linux") skipBecause(this, "reads /proc of Linux");
    rig = softHsm(label);
    services = await open();
  });
  afterEach(() => {
    for (const one of opened.splice(0)) one.modules.end();
    removeHomes();
  });

  const keysOf = (of: TokenServices) => of.keys({ label }, new ScriptedPins([userPin, userPin]));
  const pairs = async (id: string) => {
    const keys = keysOf(await open());
    await keys.login();
    return (await keys.list()).filter((key) => key.id === id).length;
  };

  /** Resolves when the token's process has begun a key: it has the lock open. */
  async function makes(pid: number, id: string) {
    const begun = () =>
      readdirSync(`/proc/${pid}/fd`).some((fd) => linkOf(`/proc/${pid}/fd/${fd}`).includes(id));
    while (!begun()) await delay(1);
    await delay(20);
  }

  /** Begins a key, and cancels that when the token is at it; its process stands still until `go`. */
  async function cancelled() {
    const keys = keysOf(services);
    const id = await keys.newId();
    await keys.login();
    const { pid } = await services.modules.locate({ label });
    const abort = new AbortController();
    const { signal } = abort;
    const made = keys.generate({ id, algorithm: "rsa-4096", label: "slow", signal });
    made.catch(() => undefined);
    await makes(pid, id);
    process.kill(pid, "SIGSTOP");
    abort.abort();
    await assert.rejects(made, { code: "token.cancelled", effect: "unknown" });
    const send = (name: NodeJS.Signals) => () => process.kill(pid, name);
    return { keys, id, go: send("SIGCONT"), kill: send("SIGKILL") };
  }

  it("is not waited for when it is cancelled, and found under its identifier when it is done", async () => {
    const { keys, id, go } = await cancelled();
    go();
    assert.equal((await keys.find(id))?.id, id);
    assert.equal(await pairs(id), 1);
  });

  it("is given up two seconds after it was cancelled, and not before", async () => {
    const timers = new ManualTimers();
    const own = await openSoftHsm(rig, {}, undefined, timers);
    opened.push(own);
    const keys = keysOf(own);
    const id = await keys.newId();
    await keys.login();
    const { pid } = await own.modules.locate({ label });
    const abort = new AbortController();
    const { signal } = abort;
    let isOver = false;
    const made = keys.generate({ id, algorithm: "rsa-4096", label: "slow", signal });
    made.catch(() => undefined).finally(() => (isOver = true));
    await makes(pid, id);
    process.kill(pid, "SIGSTOP");
    abort.abort();
    timers.advance(1_999);
    await delay(20);
    assert.ok(!isOver);
    timers.advance(1);
    await assert.rejects(made, { code: "token.cancelled", effect: "unknown" });
    process.kill(pid, "SIGCONT");
    // The process lives on: what it was asked for is finished.
    assert.equal((await own.modules.locate({ label })).pid, pid);
  });

  it("is neither found nor made a second time by another process while it is being made", async () => {
    const { id, go } = await cancelled();
    const other = keysOf(await open());
    const finding = other.find(id);
    const again = other.generate({ id, algorithm: "ec-p256", label: "second" });
    again.catch(() => undefined);
    go();
    assert.equal((await finding)?.algorithm, "rsa-4096");
    await assert.rejects(again, { code: "keys.exists" });
    assert.equal(await pairs(id), 1);
  });

  it("is finished by the token's process when its host is gone", async () => {
    const { id, go } = await cancelled();
    services.modules.end();
    go();
    assert.equal((await keysOf(await open()).find(id))?.algorithm, "rsa-4096");
    assert.equal(await pairs(id), 1);
  });

  it("that its process did not live to make is made by the next one", async () => {
    const { id, kill } = await cancelled();
    kill();
    const keys = keysOf(await open());
    assert.equal(await keys.find(id), null);
    await keys.generate({ id, algorithm: "ec-p256", label: "new" });
    assert.equal(await pairs(id), 1);
  });

  it("is not begun at all when it was cancelled before", async () => {
    const keys = keysOf(services);
    const id = await keys.newId();
    const request = {
      id,
      algorithm: "ec-p256",
      label: "never",
      signal: AbortSignal.abort(),
    } as const;
    await assert.rejects(keys.generate(request), { code: "token.cancelled", effect: "none" });
    assert.equal(await keys.find(id), null);
  });
});
