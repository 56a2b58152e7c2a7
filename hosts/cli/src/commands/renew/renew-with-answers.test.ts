import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { FakeEngine } from "../../testing/fake-engine.js";
import { jsonOf, runCommand } from "../../testing/run-command.js";
import { accountOf, at, confirmWait, pollWait, profileOf, stepOf } from "../../testing/views.js";
import { soon } from "../../testing/views.js";

describe("renew with an answers file", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "perennial-answers-"));
    engine.overviewNow = {
      at,
      profiles: [profileOf("meridian", accountOf(soon, { urgency: "notice" }))],
    };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function renew(answers: object, ...more: readonly string[]) {
    await writeFile(join(folder, "answers.json"), JSON.stringify({ perennial: 1, answers }));
    return runCommand(["renew", "--answers", "answers.json", ...more], { engine, cwd: folder });
  }

  it("shows each question with the answer it takes", async () => {
    engine.add({ id: "m-1" }, { state: "waiting", wait: confirmWait() }, { state: "done" });
    const ran = await renew({ "*/order/agree": true });
    assert.equal(ran.exitCode, 0);
    assert.match(ran.stdout, /Do you agree\?\n +yes {2}\(from answers\.json\)/);
    assert.deepEqual(engine.called("answer"), [{ renewal: "m-1", key: "agree", value: true }]);
  });

  it("stops with 3 at a refused answer, which it gave once", async () => {
    const refusal = { code: "acme.not-agreed", params: {} };
    engine.add(
      { id: "m-1" },
      { state: "waiting", wait: confirmWait() },
      { state: "waiting", wait: { ...confirmWait(), refusal } },
    );
    const ran = await renew({ "*/order/agree": false });
    assert.equal(ran.exitCode, 3);
    assert.equal(engine.called("answer").length, 1);
    assert.match(ran.stdout, /Code: acme\.not-agreed/);
  });

  it("begins nothing when the command line or the answers file is wrong", async () => {
    engine.add({ id: "m-1" }, { state: "done" });
    for (const [argv, code] of [
      [["renew", "--wait-for", "soon"], 2],
      [["renew", "--answers", "nowhere.json"], 3],
      [["resume", "m-1", "--back-to", "confirm", "--wait-for", "soon"], 2],
      [["resume", "m-1", "--back-to", "confirm", "--answers", "nowhere.json"], 3],
      [["watch", "--answers", "nowhere.json"], 3],
    ] as const) {
      const ran = await runCommand(argv, { engine, cwd: folder });
      assert.equal(ran.exitCode, code, argv.join(" "));
      assert.doesNotMatch(ran.stdout, /begun|Watching/);
    }
    for (const call of ["begin", "advance", "goBack", "retry"]) {
      assert.deepEqual(engine.called(call), [], call);
    }
  });

  it("says nothing of unused answers while a renewal waits, which may still ask", async () => {
    engine.add({ id: "m-1" }, { state: "waiting", wait: pollWait() });
    const ran = await renew({ "*/install/agree": true });
    assert.equal(ran.exitCode, 4);
    assert.doesNotMatch(ran.stdout + ran.stderr, /install\/agree/);
    const json = jsonOf(await renew({ "*/install/agree": true }, "--json"));
    assert.equal(json["unusedAnswers"], undefined);
  });

  it("says nothing of what a renewal did not come to, because it failed or was refused", async () => {
    const wrong = { "*/order/agree": false, "*/install/agree": true };
    const error = { code: "acme.broken", params: {} };
    const refusal = { code: "acme.not-agreed", params: {} };
    for (const script of [
      [{ state: "failed", error }],
      [
        { state: "waiting", wait: confirmWait() },
        { state: "waiting", wait: { ...confirmWait(), refusal } },
      ],
    ] as const) {
      engine.add({ id: "m-1" }, ...script);
      assert.equal(jsonOf(await renew(wrong, "--json"))["unusedAnswers"], undefined);
    }
  });

  it("says nothing of what an earlier run took, or another profile may take yet", async () => {
    const earlier = "2026-11-19T09:00:00Z";
    const steps = [
      stepOf("confirm", { number: 1, state: "done", finishedAt: earlier }),
      stepOf("order", { number: 2, state: "done", finishedAt: at }),
    ];
    const due = accountOf(soon, { urgency: "notice" });
    const valid = accountOf("2027-11-20T09:00:00Z", { account: "CRYPT" });
    engine.overviewNow = {
      at,
      profiles: [profileOf("meridian", due), profileOf("other", valid)],
    };
    engine.add({ id: "m-1", steps }, { state: "done" });
    const entries = {
      ...{ "*/confirm/subject": true, "meridian/main/confirm/subject": true },
      ...{ "CRYPT/order/agree": true, "other/*/install/agree": true },
      ...{ "main/ordr/agree": true, "meridian/*/order/else": true, "otter/*/order/agree": true },
    };
    assert.deepEqual(jsonOf(await renew(entries, "--json"))["unusedAnswers"], [
      "answers: main/ordr/agree",
      "answers: meridian/*/order/else",
      "answers: otter/*/order/agree",
    ]);
  });

  it("says nothing of what another process answered meanwhile, whatever the step", async () => {
    const steps = [
      stepOf("order", { number: 1, state: "done", finishedAt: "2026-11-20T10:00:00Z" }),
    ];
    const answered = [{ step: "order", key: "agree" }];
    engine.add({ id: "m-1", steps, answered }, { state: "done" });
    const entries = { "*/order/agree": true, "*/order/agre": true };
    assert.deepEqual(jsonOf(await renew(entries, "--json"))["unusedAnswers"], [
      "answers: */order/agre",
    ]);
  });

  it("reports what no question took", async () => {
    engine.add({ id: "m-1" }, { state: "done" });
    const ran = await renew({ "*/orders/agree": true });
    assert.equal(ran.exitCode, 0);
    assert.match(ran.stderr, /answers: \*\/orders\/agree/);
    engine.add({ id: "m-1" }, { state: "done" });
    assert.deepEqual(jsonOf(await renew({ "*/orders/agree": true }, "--json"))["unusedAnswers"], [
      "answers: */orders/agree",
    ]);
  });
});
