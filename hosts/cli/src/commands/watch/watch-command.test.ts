import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { FakeEngine } from "../../testing/fake-engine.js";
import { runCommand, TestClock } from "../../testing/run-command.js";
import { accountOf, at, fileWait, pollWait, profileOf } from "../../testing/views.js";
import { soon } from "../../testing/views.js";

describe("watch", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  it("begins what becomes due, drives what can go on, until it is stopped", async () => {
    const interrupt = new AbortController();
    const clock = new TestClock();
    engine.overviewNow = { at, profiles: [] };
    engine.add({ id: "m-1" }, { state: "waiting", wait: pollWait() }, { state: "done" });
    let sleeps = 0;
    clock.onSleep = () => {
      sleeps += 1;
      if (sleeps === 1) {
        engine.overviewNow = {
          at,
          profiles: [profileOf("meridian", accountOf(soon, { urgency: "notice" }))],
        };
      }
      if (engine.called("begin").length > 0) {
        engine.overviewNow = { at, profiles: [] };
        engine.dueNow = engine.called("advance").length < 2 ? ["m-1"] : [];
      }
      if (engine.called("advance").length >= 2) interrupt.abort();
    };
    const ran = await runCommand(["watch", "--every", "10m"], { engine, clock, interrupt });
    assert.equal(ran.exitCode, 0);
    assert.deepEqual(engine.called("begin"), [{ profile: "meridian" }]);
    assert.match(ran.stdout, /renewed/);
  });

  it("takes a file that its answers file names when it arrives", async () => {
    const home = mkdtempSync(join(tmpdir(), "perennial-watch-"));
    const interrupt = new AbortController();
    const clock = new TestClock();
    engine.add(
      { id: "m-1", state: "waiting", wait: fileWait() },
      {
        state: "waiting",
        wait: fileWait(),
      },
    );
    let sleeps = 0;
    clock.onSleep = () => {
      sleeps += 1;
      if (sleeps === 2) {
        writeFileSync(join(home, "new.pem"), "new");
        utimesSync(join(home, "new.pem"), 1_000, 1_000);
      }
      if (sleeps === 5) interrupt.abort();
    };
    try {
      const files = { "*/*/certificate": "*.pem" };
      await writeFile(join(home, "answers.json"), JSON.stringify({ perennial: 1, files }));
      const argv = ["watch", "--answers", "answers.json"];
      await runCommand(argv, { engine, clock, interrupt, home, cwd: home });
      assert.deepEqual(engine.called("give"), [
        { renewal: "m-1", key: "certificate", path: join(home, "new.pem") },
      ]);
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});
