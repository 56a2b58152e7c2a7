import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { FakeEngine } from "../../testing/fake-engine.js";
import { runCommand, TestClock } from "../../testing/run-command.js";
import { confirmWait, fileWait, formWait } from "../../testing/views.js";

describe("renew at a terminal", () => {
  let engine: FakeEngine;
  beforeEach(() => {
    engine = new FakeEngine();
  });

  it("asks a form field by field, with what is known, and once more where it is wrong", async () => {
    engine.add(
      { id: "m-1" },
      { state: "waiting", wait: formWait() },
      { state: "waiting", wait: formWait() },
      { state: "done" },
    );
    const problems = [{ path: "name", message: "is not the holder" }];
    engine.refusals.push(new PerennialError("answer.invalid", { problems, count: 1 }));
    const ran = await runCommand(["resume"], {
      engine,
      types: [
        ["Name [Ada]: ", "Grace\r"],
        ["Number, 1 to 2 [1]: ", "2\r"],
        ["Password: ", "correct horse\r"],
        ["Name [Grace]: ", "Grace Hopper\r"],
      ],
    });
    assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /is not the holder/);
    assert.doesNotMatch(ran.stdout, /correct horse/);
    const last = engine.called("answer").at(-1);
    const value = { name: "Grace Hopper", country: "FR", password: "correct horse" };
    assert.deepEqual(last, { renewal: "m-1", key: "data", value });
  });

  it("takes a choice by its number", async () => {
    const options = [
      { value: "a", label: { key: "First" } },
      { value: "b", label: { key: "Second" } },
    ];
    const wait = {
      for: "person",
      key: "which",
      text: { key: "Which?" },
      question: { type: "choice", options },
    } as const;
    engine.add({ id: "m-1" }, { state: "waiting", wait }, { state: "done" });
    const ran = await runCommand(["resume"], {
      engine,
      types: [
        ["1 to 2:", "9\r"],
        ["1 to 2:", "2\r"],
      ],
    });
    assert.equal(ran.exitCode, 0, ran.stdout);
    assert.deepEqual(engine.called("answer"), [{ renewal: "m-1", key: "which", value: "b" }]);
  });

  it("takes a yes or no, and a task that is done", async () => {
    const task = {
      for: "person",
      key: "go",
      text: { key: "Go there." },
      question: { type: "task" },
    } as const;
    engine.add(
      { id: "m-1" },
      { state: "waiting", wait: confirmWait() },
      { state: "waiting", wait: task },
      { state: "done" },
    );
    const ran = await runCommand(["resume"], {
      engine,
      types: [
        ["[y/n]", "n\r"],
        ["Press Enter", "\r"],
      ],
    });
    assert.equal(ran.exitCode, 0, ran.stdout);
    assert.deepEqual(
      engine.called("answer").map((call) => (call as { value: unknown }).value),
      [false, true],
    );
  });

  it("says which key is which where yes and no have words of their own", async () => {
    const wait = confirmWait();
    const question = {
      type: "confirm",
      yes: { key: "Keep mine" },
      no: { key: "Take another" },
    } as const;
    for (const [language, seen] of [
      ["en", "y: Keep mine   n: Take another [y/n]"],
      ["fr", "o\u00a0: Keep mine   n\u00a0: Take another [o/n]"],
    ] as const) {
      const own = new FakeEngine();
      own.add(
        { id: "m-1" },
        { state: "waiting", wait: { ...wait, question } as typeof wait },
        { state: "done" },
      );
      const ran = await runCommand(["resume", "--lang", language], {
        engine: own,
        types: [[seen, "n\r"]],
      });
      assert.equal(ran.exitCode, 0, ran.stdout);
      assert.deepEqual(own.called("answer"), [{ renewal: "m-1", key: "agree", value: false }]);
    }
  });

  it("says what is in the way of a task without saying that it was given, and one hint without a number", async () => {
    const task = {
      for: "person",
      key: "go",
      text: { key: "Put it right." },
      instructions: [{ key: "Ask the helpdesk." }],
      refusal: { code: "acme.no-card", params: {} },
      question: { type: "task" },
    } as const;
    engine.add({ id: "m-1" }, { state: "waiting", wait: task }, { state: "done" });
    const ran = await runCommand(["resume"], { engine, types: [["Press Enter", "\r"]] });
    assert.equal(ran.exitCode, 0, ran.stdout);
    assert.match(ran.stdout, /^ {2}Ask the helpdesk\.$/m);
    assert.match(ran.stdout, /^ {2}Code: acme\.no-card$/m);
    assert.doesNotMatch(ran.stdout, /Not taken/);
  });

  it("asks what was answered with no only once more after something else was asked", async () => {
    engine.add(
      { id: "m-1" },
      { state: "waiting", wait: confirmWait() },
      { state: "waiting", wait: fileWait() },
      { state: "waiting", wait: confirmWait() },
      { state: "waiting", wait: confirmWait() },
    );
    const ran = await runCommand(["resume"], {
      engine,
      types: [
        ["[y/n]", "n\r"],
        ["not here yet", "/tmp/new.pem\r"],
        ["[y/n]", "n\r"],
      ],
    });
    assert.equal(ran.exitCode, 4, ran.stdout);
    assert.equal(engine.called("answer").length, 2);
    assert.match(ran.stdout, /perennial resume m-1/);
  });

  it("takes the words that a question has for yes and no", async () => {
    const question = { type: "confirm", yes: { key: "OK" }, no: { key: "Cancel" } } as const;
    engine.add(
      { id: "m-1" },
      { state: "waiting", wait: { for: "person", key: "go", text: { key: "Go?" }, question } },
      { state: "done" },
    );
    const ran = await runCommand(["resume"], { engine, types: [["n: Cancel [y/n]", "cancel\r"]] });
    assert.equal(ran.exitCode, 0, ran.stdout);
    assert.deepEqual(engine.called("answer"), [{ renewal: "m-1", key: "go", value: false }]);
  });

  it("takes a file by its path, as a terminal pastes it, and Enter when it is not there", async () => {
    engine.add({ id: "m-1" }, { state: "waiting", wait: fileWait() }, { state: "done" });
    const ran = await runCommand(["resume"], {
      engine,
      types: [["not here yet", "'/tmp/new one.pem'\r"]],
    });
    assert.equal(ran.exitCode, 0, ran.stdout);
    assert.deepEqual(engine.called("give"), [
      { renewal: "m-1", key: "certificate", path: "/tmp/new one.pem" },
    ]);
    const other = new FakeEngine();
    other.add({ id: "m-1" }, { state: "waiting", wait: fileWait() });
    assert.equal(
      (await runCommand(["resume"], { engine: other, types: [["not here yet", "\r"]] })).exitCode,
      4,
    );
  });

  it("goes on without an answer when the file arrives in a watched folder meanwhile", async () => {
    engine.add({ id: "m-1" }, { state: "waiting", wait: fileWait() }, { state: "done" });
    const clock = new TestClock();
    let sleeps = 0;
    clock.onSleep = () => {
      sleeps += 1;
      if (sleeps === 3) engine.dueNow = ["m-1"];
    };
    const ran = await runCommand(["resume"], { engine, clock, types: [] });
    assert.equal(ran.exitCode, 0, ran.stdout);
    assert.deepEqual(engine.called("give"), []);
  });

  for (const wait of [confirmWait(), formWait(), fileWait()]) {
    it(`leaves a question that another process answered: ${wait.for} ${wait.key}`, async () => {
      engine.add({ id: "m-1" }, { state: "waiting", wait });
      const clock = new TestClock();
      let sleeps = 0;
      clock.onSleep = () => {
        sleeps += 1;
        if (sleeps === 3) engine.add({ id: "m-1", state: "done" });
      };
      const ran = await runCommand(["resume"], { engine, clock, types: [] });
      assert.equal(ran.exitCode, 0, ran.stdout);
      assert.match(ran.stdout, /renewed/);
      assert.deepEqual(engine.called("answer"), []);
      if (wait.for === "person") assert.match(ran.stdout, /answered in another process/);
    });
  }

  it("waits for a token without showing what is typed, until Enter", async () => {
    const wait = {
      key: "perennial.token",
      for: "token",
      event: "inserted",
      place: "pkcs11:token=card",
      text: { key: "Put the card in" },
    } as const;
    engine.add({ id: "m-1" }, { state: "waiting", wait });
    const ran = await runCommand(["resume", "--wait"], {
      engine,
      types: [["leaves it for later", "y12345678\r"]],
    });
    assert.equal(ran.exitCode, 4, ran.stdout);
    assert.doesNotMatch(ran.stdout, /y12345678/);
    engine.add({ id: "m-1" }, { state: "waiting", wait }, { state: "done" });
    const clock = new TestClock();
    clock.onSleep = () => {
      engine.dueNow = ["m-1"];
    };
    const there = await runCommand(["resume"], { engine, clock, types: [] });
    assert.equal(there.exitCode, 0, there.stdout);
  });

  it("collects entropy from key strokes, or leaves it to the system", async () => {
    const wait = {
      for: "person",
      key: "entropy",
      text: { key: "Type" },
      question: { type: "entropy", bits: 16 },
    } as const;
    engine.add({ id: "m-1" }, { state: "waiting", wait }, { state: "done" });
    const ran = await runCommand(["resume"], { engine, types: [["Type at random", "abcdefgh"]] });
    assert.equal(ran.exitCode, 0, ran.stdout);
    const { bytes } = (engine.called("answer")[0] as { value: { bytes: string } }).value;
    assert.ok(Buffer.from(bytes, "base64").length * 8 >= 256);
    const other = new FakeEngine();
    other.add({ id: "m-1" }, { state: "waiting", wait }, { state: "done" });
    await runCommand(["resume"], { engine: other, types: [["Type at random", "\r"]] });
    assert.deepEqual((other.called("answer")[0] as { value: unknown }).value, { system: true });
  });

  it("asks whether something in doubt happened, and for its reference", async () => {
    const options = [
      { value: "happened", label: { key: "It happened" } },
      { value: "did-not-happen", label: { key: "It did not" } },
    ];
    const wait = {
      for: "person",
      key: "effect:order",
      text: { key: "Was it ordered?" },
      question: { type: "choice", options },
    } as const;
    engine.add({ id: "m-1" }, { state: "in-doubt", wait }, { state: "done" });
    const ran = await runCommand(["resume"], {
      engine,
      types: [
        ["1 to 3:", "1\r"],
        ["reference", "4711\r"],
      ],
    });
    assert.equal(ran.exitCode, 0, ran.stdout);
    assert.deepEqual(engine.called("settle"), [
      { renewal: "m-1", happened: true, reference: "4711" },
    ]);
  });

  it("leaves it resumable at Ctrl-C, says how to go on, and ends with 130", async () => {
    engine.add({ id: "m-1" }, { state: "waiting", wait: confirmWait() });
    const ran = await runCommand(["resume"], { engine, types: [["[y/n]", "\u0003"]] });
    assert.equal(ran.exitCode, 130);
    assert.match(ran.stdout, /Nothing is lost/);
    assert.match(ran.stdout, /perennial resume m-1/);
  });

  it("asks nothing with --no-input", async () => {
    engine.add({ id: "m-1" }, { state: "waiting", wait: confirmWait() });
    const ran = await runCommand(["resume", "--no-input"], { engine, types: [] });
    assert.equal(ran.exitCode, 4);
  });

  it("asks in French", async () => {
    engine.add({ id: "m-1" }, { state: "waiting", wait: confirmWait() }, { state: "done" });
    const ran = await runCommand(["resume", "--lang", "fr"], {
      engine,
      types: [["[o/n]", "oui\r"]],
    });
    assert.equal(ran.exitCode, 0, ran.stdout);
  });
});
