import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { FakeEngine } from "../../testing/fake-engine.js";
import { runCommand } from "../../testing/run-command.js";
import { formWait, pollWait } from "../../testing/views.js";

describe("resume", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  it("has nothing to do when nothing is open", async () => {
    const ran = await runCommand(["resume"], { engine });
    assert.equal(ran.exitCode, 0);
    assert.match(ran.stdout, /No renewal is open/);
  });

  it("goes on with all that are open, or with those of a profile", async () => {
    engine.add({ id: "m-1" }, { state: "done" });
    engine.add({ id: "o-1", profile: "other" }, { state: "waiting", wait: pollWait() });
    assert.equal((await runCommand(["resume", "meridian"], { engine })).exitCode, 0);
    assert.deepEqual(engine.called("advance"), [{ renewal: "m-1" }]);
    assert.equal((await runCommand(["resume"], { engine })).exitCode, 4);
  });

  it("tries a failed renewal again when it is named, not otherwise", async () => {
    engine.add({ id: "m-1", state: "failed" });
    await runCommand(["resume"], { engine });
    assert.deepEqual(engine.called("retry"), []);
    await runCommand(["resume", "m-1"], { engine });
    assert.deepEqual(engine.called("retry"), [{ renewal: "m-1" }]);
  });

  it("goes back to a step first when that is asked", async () => {
    engine.add({ id: "m-1" }, { state: "done" });
    await runCommand(["resume", "m-1", "--back-to", "confirm"], { engine });
    assert.deepEqual(engine.called("goBack"), [{ renewal: "m-1", step: "confirm" }]);
  });

  it("goes back to the step of a number as “show” numbers them", async () => {
    engine.add({ id: "m-1" }, { state: "done" });
    await runCommand(["resume", "m-1", "--back-to", "1"], { engine });
    await runCommand(["resume", "m-1", "--back-to", "9"], { engine });
    assert.deepEqual(engine.called("goBack"), [
      { renewal: "m-1", step: "confirm" },
      { renewal: "m-1", step: "9" },
    ]);
  });

  it("says that nothing is open of what is done, and when that was", async () => {
    engine.add({ id: "m-1", state: "done", finishedAt: "2026-11-18T09:00:00Z" });
    engine.add({ id: "m-2", state: "done", finishedAt: "2026-11-19T09:00:00Z" });
    const ran = await runCommand(["resume", "meridian"], { engine });
    assert.equal(ran.exitCode, 0, ran.stderr);
    assert.match(ran.stdout, /meridian: no renewal is open\. The last one was done on 19 Nov/);
    assert.equal(engine.called("advance").length, 0);
  });

  it("goes on with the answers file, and without PINs that were wrong", async () => {
    const error = { code: "token.pin-wrong", params: {} };
    engine.add({ id: "m-1" }, { state: "failed", error });
    const home = mkdtempSync(join(tmpdir(), "perennial-go-on-"));
    try {
      await writeFile(join(home, "answers.json"), '{"perennial":1}');
      const files = ["--answers", "answers.json", "--pin-file", "badpin"];
      const ran = await runCommand(["resume", ...files], { engine, home, cwd: home });
      assert.match(ran.stdout, /perennial resume m-1 --answers answers\.json\n/);
    } finally {
      rmSync(home, { recursive: true });
    }
  });

  it("announces no look of its own where a person has to come with a PIN", async () => {
    const error = { code: "token.pin-not-given", params: { label: "card" } };
    engine.add({ id: "m-1" }, { state: "failed", error, wakeAt: "2026-11-20T09:00:58Z" });
    const ran = await runCommand(["resume"], { engine });
    assert.equal(ran.exitCode, 4);
    assert.doesNotMatch(ran.stdout, /Next look/);
    assert.match(ran.stdout, /--pin-file/);
  });

  it("knows no renewal that there is not", async () => {
    assert.equal((await runCommand(["resume", "nothing"], { engine })).exitCode, 2);
  });

  it("without a terminal nobody is asked and nothing hangs", async () => {
    engine.add({ id: "m-1" }, { state: "waiting", wait: formWait() });
    const ran = await runCommand(["resume"], { engine });
    assert.equal(ran.exitCode, 4);
    assert.match(ran.stdout, /Please check your data/);
  });
});
