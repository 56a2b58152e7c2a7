import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import type { RenewalView } from "@perennial/engine";
import { FakeEngine } from "../testing/fake-engine.js";
import { TestClock } from "../testing/run-command.js";
import { confirmWait, fileWait, formWait, pollWait } from "../testing/views.js";
import { NoAnswers, type Answer, type AnswerSource, type Asked } from "./answer-source.js";
import { Driver, type Patience } from "./driver.js";

/** Answers from a list, and remembers what was asked. */
class Scripted implements AnswerSource {
  readonly asked: Asked[] = [];
  constructor(private readonly answers: Answer[]) {}
  answer(asked: Asked): Promise<Answer> {
    this.asked.push(asked);
    return Promise.resolve(this.answers.shift() ?? { kind: "none" });
  }
  unused(): readonly string[] {
    return [];
  }
}

describe("driving renewals", () => {
  let engine: FakeEngine;
  let clock: TestClock;
  beforeEach(() => {
    engine = new FakeEngine();
    clock = new TestClock();
  });

  async function drive(
    ids: readonly string[],
    answers: AnswerSource = new NoAnswers(),
    patience?: Patience,
    interrupt?: AbortSignal,
  ): Promise<readonly (readonly [string, string])[]> {
    const results = await new Driver(engine, answers, clock, interrupt).drive(ids, patience);
    return results.map(({ view, outcome }) => [view.id, outcome] as const);
  }

  it("returns when everything waits for something that is not there", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: pollWait() });
    assert.deepEqual(await drive(["a"]), [["a", "waiting"]]);
    assert.equal(engine.called("advance").length, 1);
  });

  it("gives an answer and goes on", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: confirmWait() }, { state: "done" });
    const answers = new Scripted([{ kind: "value", value: true }]);
    assert.deepEqual(await drive(["a"], answers), [["a", "done"]]);
    assert.deepEqual(engine.called("answer"), [{ renewal: "a", key: "agree", value: true }]);
  });

  it("gives files by their path", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: fileWait() }, { state: "done" });
    const answers = new Scripted([{ kind: "file", path: "/tmp/new.pem" }]);
    assert.deepEqual(await drive(["a"], answers), [["a", "done"]]);
    assert.deepEqual(engine.called("give"), [
      { renewal: "a", key: "certificate", path: "/tmp/new.pem" },
    ]);
  });

  it("asks again with the problems when an answer is invalid", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: formWait() });
    const problems = [{ path: "name", message: "is too short" }];
    engine.refusals.push(new PerennialError("answer.invalid", { problems }));
    const answers = new Scripted([{ kind: "value", value: {} }]);
    await drive(["a"], answers);
    assert.deepEqual(
      answers.asked.map((asked) => asked.problems),
      [[], problems],
    );
  });

  it("asks again with the error when a file cannot be read", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: fileWait() });
    engine.refusals.push(new PerennialError("files.not-found", { path: "/x" }));
    const answers = new Scripted([{ kind: "file", path: "/x" }]);
    await drive(["a"], answers);
    assert.equal(answers.asked[1]?.problems[0]?.error?.code, "files.not-found");
  });

  it("goes on when another process has answered already", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: confirmWait() }, { state: "done" });
    engine.refusals.push(new PerennialError("answer.not-expected", { renewal: "a", key: "agree" }));
    const answers = new Scripted([{ kind: "value", value: true }]);
    assert.deepEqual(await drive(["a"], answers), [["a", "done"]]);
  });

  it("lets what breaks through, and takes it for no answer's fault", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: confirmWait() });
    engine.refusals.push(new PerennialError("store.disk-full"));
    const answers = new Scripted([{ kind: "value", value: true }]);
    await assert.rejects(drive(["a"], answers), { code: "store.disk-full" });
  });

  it("goes round once more when one account may have freed the other", async () => {
    const sibling = { ...pollWait("sibling"), for: "step", account: "b", step: "request" } as const;
    engine.add({ id: "a" }, { state: "waiting", wait: sibling }, { state: "done" });
    engine.add({ id: "b" }, { state: "done" });
    assert.deepEqual(await drive(["a", "b"]), [
      ["a", "done"],
      ["b", "done"],
    ]);
    assert.deepEqual(
      engine.called("advance").map((call) => (call as { renewal: string }).renewal),
      ["a", "b", "a"],
    );
  });

  it("tells one that another process drives from one that fails", async () => {
    const elsewhere = new PerennialError("renewal.driven-elsewhere", { renewal: "a" });
    engine.add({ id: "a" }, elsewhere);
    engine.add({ id: "b" }, { state: "failed", error: { code: "http.timeout", params: {} } });
    assert.deepEqual(await drive(["a", "b"]), [
      ["a", "busy"],
      ["b", "failed"],
    ]);
  });

  it("counts a failure that is tried again by itself as waiting", async () => {
    engine.add(
      { id: "a" },
      { state: "failed", error: { code: "http.busy", params: {} }, wakeAt: "2026-11-20T09:05:00Z" },
    );
    assert.deepEqual(await drive(["a"]), [["a", "waiting"]]);
  });

  it("asks whether something in doubt happened", async () => {
    engine.add(
      { id: "a" },
      { state: "in-doubt", wait: confirmWait("effect:order") },
      { state: "done" },
    );
    const answers = new Scripted([{ kind: "settle", happened: true, reference: "4711" }]);
    assert.deepEqual(await drive(["a"], answers), [["a", "done"]]);
    assert.deepEqual(engine.called("settle"), [
      { renewal: "a", happened: true, reference: "4711" },
    ]);
    assert.equal(answers.asked[0]?.inDoubt, true);
  });

  it("stays in doubt when nobody knows", async () => {
    engine.add({ id: "a" }, { state: "in-doubt", wait: confirmWait("effect:order") });
    assert.deepEqual(await drive(["a"]), [["a", "in-doubt"]]);
  });

  it("ends as refused when the only answer was not taken", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: confirmWait() });
    const error = { code: "answers.not-taken", params: {} };
    assert.deepEqual(await drive(["a"], new Scripted([{ kind: "refused", error }])), [
      ["a", "refused"],
    ]);
  });

  it("with patience looks again until it is done", async () => {
    engine.add(
      { id: "a" },
      { state: "waiting", wait: pollWait(), wakeAt: "2026-11-20T09:01:00Z" },
      { state: "done" },
    );
    assert.deepEqual(await drive(["a"], new NoAnswers(), {}), [["a", "done"]]);
    assert.ok(clock.now() >= Date.parse("2026-11-20T09:01:00Z"));
  });

  it("with limited patience gives up in time", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: pollWait(), wakeAt: "2026-11-20T10:00:00Z" });
    const until = clock.now() + 5_000;
    assert.deepEqual(await drive(["a"], new NoAnswers(), { until }), [["a", "waiting"]]);
    assert.equal(clock.now(), until);
  });

  it("with patience takes up what became due, and nothing else", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: fileWait() }, { state: "done" });
    let sleeps = 0;
    clock.onSleep = () => {
      sleeps += 1;
      if (sleeps === 3) engine.dueNow = ["a"];
    };
    assert.deepEqual(await drive(["a"], new NoAnswers(), {}), [["a", "done"]]);
    assert.equal(engine.called("advance").length, 2);
  });

  it("with patience looks for answers that were not there before", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: fileWait() }, { state: "done" });
    const file = { kind: "file", path: "/tmp/new.pem" } as const;
    const answers = Object.assign(new Scripted([{ kind: "none" }]), {
      hasNews: () => Promise.resolve(clock.now() >= Date.parse("2026-11-20T09:00:10Z")),
    });
    engine.onAdvance = () => {
      // The first look only says that it waits.
      if (engine.called("advance").length !== 2) return;
      engine.scripts.set("a", [{ state: "waiting", wait: fileWait() }, { state: "done" }]);
      answers.answer = (asked) => Promise.resolve(asked.step === "order" ? file : { kind: "none" });
    };
    assert.deepEqual(await drive(["a"], answers, {}), [["a", "done"]]);
    assert.deepEqual(engine.called("give"), [
      { renewal: "a", key: "certificate", path: "/tmp/new.pem" },
    ]);
  });

  it("with patience notices what another process brought to its end", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: fileWait() });
    let sleeps = 0;
    clock.onSleep = () => {
      sleeps += 1;
      if (sleeps === 2) engine.add({ id: "a", state: "done" });
    };
    assert.deepEqual(await drive(["a"], new NoAnswers(), {}), [["a", "done"]]);
    assert.equal(sleeps, 2);
  });

  it("with patience says once that another process goes on with it, and ends with what came of it", async () => {
    const elsewhere = new PerennialError("renewal.driven-elsewhere", { renewal: "a" });
    engine.add({ id: "a" }, elsewhere, elsewhere, elsewhere, { state: "done" });
    const told: string[] = [];
    const shown = () => Promise.resolve();
    const driver = new Driver(engine, new NoAnswers(), clock, undefined, shown, ({ id }) => {
      told.push(id);
      return Promise.resolve();
    });
    const results = await driver.drive(["a"], {});
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ["done"],
    );
    assert.deepEqual(told, ["a"]);
  });

  it("with patience does not wait for what the person left for later", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: fileWait() });
    assert.deepEqual(await drive(["a"], new Scripted([{ kind: "later" }]), {}), [["a", "waiting"]]);
  });

  it("does not call a renewal stopped that another process has finished", async () => {
    const stop = new AbortController();
    engine.add({ id: "a" });
    engine.advance = () => {
      setImmediate(() => {
        engine.add({ id: "a", state: "done" });
        stop.abort();
      });
      return new Promise<RenewalView>(() => undefined);
    };
    assert.deepEqual(await drive(["a"], new NoAnswers(), undefined, stop.signal), [["a", "done"]]);
  });

  it("leaves everything resumable when it is interrupted while a step runs", async () => {
    const stop = new AbortController();
    engine.add({ id: "a" }, { state: "done" });
    engine.add({ id: "b" });
    const never = new Promise<RenewalView>(() => undefined);
    const advance = engine.advance.bind(engine);
    engine.advance = (request) => {
      if (request.renewal === "a") return advance(request);
      setImmediate(() => stop.abort());
      return never;
    };
    assert.deepEqual(await drive(["a", "b"], new NoAnswers(), undefined, stop.signal), [
      ["a", "done"],
      ["b", "interrupted"],
    ]);
  });

  it("leaves everything resumable when the terminal is closed at a question", async () => {
    engine.add({ id: "a" }, { state: "waiting", wait: confirmWait() });
    const closed: AnswerSource = {
      answer: () => Promise.reject(new PerennialError("cli.input-ended")),
      unused: () => [],
    };
    assert.deepEqual(await drive(["a"], closed), [["a", "interrupted"]]);
  });
});
