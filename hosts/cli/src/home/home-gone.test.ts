import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import { FakeEngine } from "../testing/fake-engine.js";
import { jsonOf, runCommand, TestClock } from "../testing/run-command.js";

describe("a home that is removed while a command runs", () => {
  let home: string;
  let folder: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "perennial-gone-"));
    folder = join(home, "home");
    await mkdir(folder, { mode: 0o700 });
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it("ends show --follow, which would see no change for ever, and is not made anew", async () => {
    const engine = new FakeEngine();
    const before = engine.add({ id: "m-1" });
    const clock = new TestClock();
    let looks = 0;
    clock.onSleep = () => {
      looks += 1;
      rmSync(folder, { recursive: true, force: true });
      // Without the look at the folder the test ends all the same, and fails.
      if (looks > 3) engine.renewals.set("m-1", { ...before, state: "done" });
    };
    const ran = await runCommand(["show", "--follow"], { engine, clock, home });
    assert.equal(ran.exitCode, 5);
    assert.match(ran.stderr, /Code: cli\.home-gone/);
    assert.match(ran.stderr.replaceAll(/\s+/g, " "), new RegExp(`${folder} is gone`));
    assert.equal(existsSync(folder), false);
  });

  it("is named instead of what the journal says of it", async () => {
    const engine = new FakeEngine();
    const broken = () => {
      rmSync(folder, { recursive: true, force: true });
      return Promise.reject(new PerennialError("store.io", { path: folder, operation: "read" }));
    };
    engine.list = broken;
    const { error } = jsonOf(await runCommand(["list", "--json"], { engine, home })) as {
      error: { code: string; cause?: { code: string } };
    };
    assert.deepEqual([error.code, error.cause?.code], ["cli.home-gone", "store.io"]);
    assert.equal(existsSync(folder), false);
  });

  it("is not blamed while it is there", async () => {
    const engine = new FakeEngine();
    engine.list = () => Promise.reject(new PerennialError("store.io", { path: folder }));
    const ran = await runCommand(["list", "--json"], { engine, home });
    assert.equal((jsonOf(ran) as { error: { code: string } }).error.code, "store.io");
  });
});
