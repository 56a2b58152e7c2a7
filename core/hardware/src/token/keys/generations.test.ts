import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PerennialError } from "@perennial/api";
import { newHome, removeHomes } from "../../test-support/stores.js";
import type { TokenTimers } from "../host/timers.js";
import { whileGenerating } from "../process/generation-lock.js";
import { Generations } from "./generations.js";

/** Timers that go at once, and tell how long it would have been. */
class HurriedTimers implements TokenTimers {
  #now = 0;
  /** What happens meanwhile. */
  meanwhile: () => void = () => undefined;

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): { cancel(): void } {
    this.#now += milliseconds;
    this.meanwhile();
    const timer = setImmediate(callback);
    return { cancel: () => clearImmediate(timer) };
  }
}

const id = "0123456789abcdef0123456789abcdef";
const worker = fileURLToPath(new URL("../../test-support/generation-worker.js", import.meta.url));

describe("A key that is being made", function () {
  this.timeout(120_000);
  let home: string;
  let timers: HurriedTimers;
  let generations: Generations;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    home = newHome();
    timers = new HurriedTimers();
    generations = new Generations(home, timers);
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    removeHomes();
  });

  /** Another process makes the key. */
  async function elsewhere(path: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [worker, path], { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    await once(child.stdout, "data");
    return child;
  }

  async function killed(child: ChildProcess): Promise<void> {
    child.kill("SIGKILL");
    await once(child, "close");
  }

  it("by another process is waited for for ten seconds, then told, to be tried again later", async () => {
    const child = await elsewhere(await generations.begin(id));
    await assert.rejects(generations.settled(id), (error) => {
      assert.ok(PerennialError.is(error, "token.generating"), String(error));
      assert.deepEqual([error.effect, error.retry], ["none", { after: 30 }]);
      return true;
    });
    assert.equal(timers.now(), 10_000);
    await killed(child);
  });

  it("and is done meanwhile is waited for no longer, and leaves nothing behind", async () => {
    const path = await generations.begin(id);
    const made = Promise.withResolvers<void>();
    const making = whileGenerating(path, () => made.promise);
    timers.meanwhile = () => {
      if (timers.now() >= 3_000) made.resolve();
    };
    await generations.settled(id);
    await making;
    assert.ok(timers.now() >= 3_000 && timers.now() < 10_000, `${timers.now()} ms`);
    assert.ok(!existsSync(path));
  });

  it("by a process that was killed blocks nobody, whatever has its number now", async () => {
    const path = await generations.begin(id);
    const child = await elsewhere(path);
    // Nothing in it says who holds it: the operating system knows, and forgets it with the process.
    assert.equal(statSync(path).size, 0);
    await killed(child);
    assert.ok(existsSync(path));
    await generations.settled(id);
    assert.equal(timers.now(), 0);
    assert.ok(!existsSync(path));
  });

  it("by a process that was killed is made by the next one under the same lock", async () => {
    const path = await generations.begin(id);
    await killed(await elsewhere(path));
    assert.equal(await generations.begin(id), path);
    assert.equal(await whileGenerating(path, () => Promise.resolve("made")), "made");
  });

  it("is not begun a second time by anybody, and others are", async () => {
    const path = await generations.begin(id);
    await elsewhere(path);
    const again = { code: "token.generating", effect: "none" };
    await assert.rejects(
      whileGenerating(path, () => assert.fail("it was begun")),
      again,
    );
    const other = await generations.begin("f".repeat(32));
    await whileGenerating(other, () => Promise.resolve());
  });

  it("is known of to every process of the home, for as long as that lasts", async () => {
    assert.equal(await generations.underWay(), false);
    const path = await generations.begin(id);
    await generations.begin("f".repeat(32));
    assert.equal(await generations.underWay(), false);
    const child = await elsewhere(path);
    assert.equal(await new Generations(home, timers).underWay(), true);
    await killed(child);
    assert.equal(await generations.underWay(), false);
  });

  it("or never came to that after it was to be begun is not waited for", async () => {
    await generations.settled(id);
    assert.ok(!existsSync(join(home, "tokens")));
    const path = await generations.begin(id);
    await generations.settled(id);
    assert.ok(!existsSync(path));
    await generations.over(id);
    assert.equal(timers.now(), 0);
  });

  it("has its lock where only the owner of the home can take it", async () => {
    const path = await generations.begin(id);
    assert.equal(readFileSync(path).length, 0);
    if (process.platform !== "win32") assert.equal(statSync(path).mode & 0o777, 0o600);
  });
});
