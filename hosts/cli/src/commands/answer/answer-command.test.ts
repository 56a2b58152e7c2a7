import assert from "node:assert/strict";
import { FakeEngine } from "../../testing/fake-engine.js";
import { runCommand } from "../../testing/run-command.js";
import { confirmWait, fileWait, formWait } from "../../testing/views.js";

describe("answer", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  const cases = [
    ["a confirmation", confirmWait("k"), "yes", true],
    ["a form", formWait("k"), '{"name":"Ada"}', { name: "Ada" }],
    [
      "a task",
      { for: "person", key: "k", text: { key: "Go" }, question: { type: "task" } },
      "done",
      true,
    ],
  ] as const;
  for (const [what, wait, text, value] of cases) {
    it(`gives ${what}`, async () => {
      engine.add({ id: "m-1", state: "waiting", wait });
      const ran = await runCommand(["answer", "m-1", "k", text], { engine });
      assert.equal(ran.exitCode, 0, ran.stderr);
      assert.deepEqual(engine.called("answer"), [{ renewal: "m-1", key: "k", value }]);
    });
  }

  it("takes the name of the profile, and of an account among several", async () => {
    engine.add({ id: "m-1", account: "CRYPT", state: "waiting", wait: confirmWait("k") });
    const given = () =>
      engine.called("answer").map((call) => (call as { renewal: string }).renewal);
    await runCommand(["answer", "meridian", "k", "yes"], { engine });
    engine.add({ id: "m-2", account: "TRANSPORT", state: "waiting", wait: confirmWait("k") });
    const several = await runCommand(["answer", "meridian", "k", "yes"], { engine });
    assert.equal(several.exitCode, 2);
    await runCommand(["answer", "meridian/TRANSPORT", "k", "yes"], { engine });
    assert.deepEqual(given(), ["m-1", "m-2"]);
  });

  it("gives a file", async () => {
    engine.add({ id: "m-1", state: "waiting", wait: fileWait() });
    const argv = ["answer", "m-1", "certificate", "--file", "/tmp/a.pem"];
    const { stdout } = await runCommand(argv, { engine });
    // Nobody has looked at it yet.
    assert.match(stdout, /\/tmp\/a\.pem is handed over for certificate of m-1\./);
    assert.doesNotMatch(stdout, /is answered/);
    assert.deepEqual(engine.called("give"), [
      { renewal: "m-1", key: "certificate", path: "/tmp/a.pem" },
    ]);
  });

  it("settles what is in doubt", async () => {
    engine.add({ id: "m-1", state: "in-doubt", wait: confirmWait("effect:order") });
    await runCommand(["answer", "m-1", "effect:order", "happened:4711"], { engine });
    assert.deepEqual(engine.called("settle"), [
      { renewal: "m-1", happened: true, reference: "4711" },
    ]);
    assert.equal(
      (await runCommand(["answer", "m-1", "effect:order", "perhaps"], { engine })).exitCode,
      2,
    );
  });

  it("refuses what is no answer to the question", async () => {
    engine.add({ id: "m-1", state: "waiting", wait: confirmWait() });
    for (const [argv, exitCode] of [
      [["answer", "m-1", "agree", "maybe"], 3],
      [["answer", "m-1", "other", "yes"], 3],
      [["answer", "m-1", "agree"], 2],
      [["answer", "m-1", "agree", "yes", "--file", "x"], 2],
    ] as const) {
      assert.equal((await runCommand(argv, { engine })).exitCode, exitCode, argv.join(" "));
    }
  });
});
