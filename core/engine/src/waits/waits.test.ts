import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  done,
  message,
  PerennialError,
  waiting,
  type FileRef,
  type Json,
  type Wait,
  type WaitForPoll,
} from "@perennial/api";
import * as fc from "fast-check";
import { FakeRandom } from "../testing/fake-ports.js";
import type { FakeStep } from "../testing/fake-plugins.js";
import { TestBench } from "../testing/test-bench.js";
import type { FileIntake } from "./file-intake.js";
import { PollWait } from "./poll-wait.js";

/** A step that waits until there is an answer, and answers it. */
const asking = (wait: Wait): FakeStep => ({
  name: "ask",
  run: ({ answers }) => {
    const given = answers[wait.key];
    return given === undefined ? waiting(wait) : done(given);
  },
});
const text = message("wait");
const file: Wait = { for: "file", key: "cert", text, names: ["*.pem"], maxBytes: 100 };
const person: Wait = { for: "person", key: "ok", text, question: { type: "confirm" } };

const output = async (bench: TestBench, renewal: string, step = "ask") =>
  (await bench.engine.show({ renewal })).outputs[step];

describe("A wait for a person", () => {
  it("parks the renewal until the answer is there", async () => {
    const bench = await TestBench.ofSteps(asking(person));
    const view = await bench.run();
    assert.equal(view.state, "waiting");
    assert.deepEqual(await bench.engine.due(), []);
    await bench.engine.answer({ renewal: view.id, key: "ok", value: true });
    assert.deepEqual(await bench.engine.due(), [view.id]);
    assert.equal((await bench.engine.advance({ renewal: view.id })).state, "done");
  });

  it("keeps earlier answers of the same step while it waits for the next one", async () => {
    const bench = await TestBench.ofSteps({
      name: "ask",
      run: ({ answers }) => {
        if (answers["a"] === undefined) return waiting({ ...person, key: "a" });
        if (answers["b"] === undefined) return waiting({ ...person, key: "b" });
        return done([answers["a"], answers["b"]]);
      },
    });
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "a", value: true });
    const second = await bench.engine.advance({ renewal: id });
    assert.equal(second.wait?.key, "b");
    // The answer that is kept must not make the renewal look ready.
    assert.deepEqual(await bench.engine.due(), []);
    await bench.engine.answer({ renewal: id, key: "b", value: false });
    await bench.engine.advance({ renewal: id });
    assert.deepEqual(await output(bench, id), [true, false]);
  });

  it("shows again, with the reason, what was refused, and takes another answer", async () => {
    const bench = await TestBench.ofSteps({
      name: "ask",
      run: ({ answers }) => {
        if (answers["ok"] === true) return done(true);
        if (answers["ok"] === undefined) return waiting(person);
        return waiting({ ...person, refusal: { code: "acme.no", params: {} } });
      },
    });
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "ok", value: false });
    const refused = await bench.engine.advance({ renewal: id });
    assert.equal(refused.wait?.refusal?.code, "acme.no");
    const { signals } = await bench.store.load(id);
    assert.deepEqual(
      signals.map((signal) => signal.consumed),
      ["refused"],
    );
    const audit = await bench.store.auditLog({ renewal: id });
    const entry = audit.find((record) => record.event === "answer.refused");
    assert.deepEqual(entry?.data, { step: "ask", key: "ok", code: "acme.no" });
    await bench.engine.answer({ renewal: id, key: "ok", value: true });
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });
});

describe("A wait for a file", () => {
  it("takes the file that lies in a watched folder", async () => {
    const bench = await TestBench.ofSteps(asking(file));
    const { id } = await bench.run();
    bench.files.leave("/inbox/other.txt", "x");
    assert.deepEqual(await bench.engine.due(), []);
    bench.files.leave("/inbox/New.PEM", "certificate");
    assert.deepEqual(await bench.engine.due(), [id]);
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
    assert.equal(((await output(bench, id)) as unknown as FileRef).name, "New.PEM");
  });

  it("has its folder made before anybody is told of it, once", async () => {
    const bench = await TestBench.ofSteps(asking(file));
    const view = await bench.run();
    assert.deepEqual(bench.files.prepared, ["meridian"]);
    await bench.engine.advance({ renewal: view.id });
    assert.deepEqual(bench.files.prepared, ["meridian"]);
    const nobody = await TestBench.ofSteps(asking(person));
    await nobody.run();
    assert.deepEqual(nobody.files.prepared, []);
  });

  it("takes a file that is there before anybody waits for it", async () => {
    const bench = await TestBench.ofSteps(asking(file));
    bench.files.leave("/inbox/a.pem", "certificate");
    assert.equal((await bench.run()).state, "done");
  });

  it("takes the file that a person picks, whatever its name", async () => {
    const bench = await TestBench.ofSteps(asking(file));
    const { id } = await bench.run();
    bench.files.put("/home/ada/1234.txt", "certificate");
    await bench.engine.give({ renewal: id, key: "cert", path: "/home/ada/1234.txt" });
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  const picky: FakeStep = {
    name: "ask",
    run: ({ answers }) => {
      const given = answers["cert"] as unknown as FileRef | undefined;
      if (given === undefined) return waiting(file);
      if (given.name === "good.pem") return done(given.name);
      return waiting({ ...file, refusal: { code: "acme.wrong-file", params: {} } });
    },
  };

  it("does not offer a refused file again, but tries the next one", async () => {
    const bench = await TestBench.ofSteps(picky);
    bench.files.leave("/inbox/bad.pem", "bad");
    const { id, state } = await bench.run();
    assert.equal(state, "waiting");
    const take = bench.files.take.bind(bench.files);
    bench.files.take = () => assert.fail("a refused file was copied again");
    await bench.engine.advance({ renewal: id });
    assert.deepEqual(await bench.engine.due(), []);
    const { refusedFiles = [] } = await bench.engine.show({ renewal: id });
    assert.deepEqual(refusedFiles, [createHash("sha256").update("bad").digest("hex")]);
    bench.files.take = take;
    // Once to ask and once to refuse.
    assert.equal(bench.plugins.runs.get("ask"), 2);
    bench.files.leave("/inbox/good.pem", "good");
    assert.deepEqual(await bench.engine.due(), [id]);
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  it("lets a person offer a refused file again", async () => {
    const bench = await TestBench.ofSteps(picky);
    bench.files.leave("/inbox/bad.pem", "bad");
    const { id } = await bench.run();
    const before = bench.plugins.runs.get("ask") ?? 0;
    await bench.engine.give({ renewal: id, key: "cert", path: "/inbox/bad.pem" });
    await bench.engine.advance({ renewal: id });
    assert.equal(bench.plugins.runs.get("ask"), before + 1);
  });

  it("judges each of several files that are given before the step runs", async () => {
    const files = { "/home/ada/good.pem": "good", "/home/ada/bad.pem": "bad" };
    for (const paths of [Object.keys(files), Object.keys(files).toReversed()]) {
      const bench = await TestBench.ofSteps(picky);
      const { id } = await bench.run();
      for (const [path, content] of Object.entries(files)) bench.files.put(path, content);
      for (const path of paths) await bench.engine.give({ renewal: id, key: "cert", path });
      assert.equal((await bench.engine.advance({ renewal: id })).state, "done", paths.join());
    }
  });

  it("ignores no file of a folder that the step has not seen", async () => {
    const bench = await TestBench.ofSteps(picky);
    const { id } = await bench.run();
    bench.files.put("/home/ada/worse.pem", "worse");
    bench.files.put("/home/ada/bad.pem", "bad");
    await bench.engine.give({ renewal: id, key: "cert", path: "/home/ada/worse.pem" });
    await bench.engine.give({ renewal: id, key: "cert", path: "/home/ada/bad.pem" });
    bench.files.leave("/inbox/bad.pem", "bad");
    bench.files.leave("/inbox/good.pem", "good");
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
    // To ask, and to judge the two that were given and the one that lay there.
    assert.equal(bench.plugins.runs.get("ask"), 4);
  });

  it("refuses a larger file before it is taken, and passes over it in a folder", async () => {
    const bench = await TestBench.ofSteps(asking(file));
    const { id } = await bench.run();
    bench.files.leave("/inbox/big.pem", "x".repeat(101));
    await assert.rejects(
      bench.engine.give({ renewal: id, key: "cert", path: "/inbox/big.pem" }),
      (error) => PerennialError.is(error, "files.too-large"),
    );
    assert.deepEqual(await bench.engine.due(), []);
    bench.files.leave("/inbox/small.pem", "x");
    assert.deepEqual(await bench.engine.due(), [id]);
  });

  it("serves a mail by its attachment", async () => {
    const mail: Wait = { ...file, for: "mail", subjects: ["*"], names: ["*.DER.txt"] };
    const bench = await TestBench.ofSteps(asking(mail));
    const { id } = await bench.run();
    bench.files.leave("/inbox/acme.der.txt", "certificate");
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });
});

describe("A wait for a date", () => {
  const dated = (at: string): FakeStep => {
    let runs = 0;
    return {
      name: "ask",
      run: () => (++runs === 1 ? waiting({ for: "date", key: "d", text, at }) : done(runs)),
    };
  };

  it("wakes the renewal then, not before", async () => {
    const bench = await TestBench.ofSteps(dated("2026-11-23T08:00:00Z"));
    const { id, wakeAt } = await bench.run();
    assert.equal(Date.parse(wakeAt ?? ""), Date.parse("2026-11-23T08:00:00Z"));
    await bench.clock.advanceTo("2026-11-23T07:59:59Z");
    assert.deepEqual(await bench.engine.due(), []);
    await bench.clock.advanceTo("2026-11-23T08:00:00Z");
    assert.deepEqual(await bench.engine.due(), [id]);
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  it("takes no answer", async () => {
    const bench = await TestBench.ofSteps(dated("2026-11-23T08:00:00Z"));
    const { id } = await bench.run();
    await assert.rejects(bench.engine.answer({ renewal: id, key: "d", value: true }), (error) =>
      PerennialError.is(error, "answer.not-expected"),
    );
  });

  it("that a step asks for again and again fails instead of running for ever", async () => {
    const bench = await TestBench.ofSteps({
      name: "ask",
      run: () => waiting({ for: "date", key: "d", text, at: "2026-11-01T00:00:00Z" }),
    });
    const view = await bench.run();
    assert.equal(view.error?.code, "step.waits-in-vain");
    assert.ok((bench.plugins.runs.get("ask") ?? 0) <= 2);
  });
});

describe("A wait for a token", () => {
  it("is over when the person says that it happened", async () => {
    const token: Wait = { for: "token", key: "t", text, event: "reinserted" };
    const bench = await TestBench.ofSteps(asking(token));
    const { id, wait } = await bench.run();
    assert.deepEqual(wait?.instructions, [message("engine.token-not-watched")]);
    await assert.rejects(bench.engine.answer({ renewal: id, key: "t", value: false }), (error) =>
      PerennialError.is(error, "answer.invalid"),
    );
    await bench.engine.answer({ renewal: id, key: "t", value: true });
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });
});

describe("A poll", () => {
  const polling = (times: number, more: Partial<WaitForPoll> = {}): FakeStep => {
    let left = times;
    return {
      name: "ask",
      run: ({ answers }) =>
        answers["p"] !== undefined || left-- <= 0
          ? done(answers["p"] ?? "polled")
          : waiting({ for: "poll", key: "p", text, every: 60, ...more }),
    };
  };

  it("looks again by itself, less often each time", async () => {
    const bench = await TestBench.ofSteps(polling(4));
    let view = await bench.run();
    const gaps: number[] = [];
    while (view.state === "waiting") {
      gaps.push(Date.parse(view.wakeAt ?? "") - bench.clock.now());
      assert.deepEqual(await bench.engine.due(), []);
      await bench.clock.advanceTo(view.wakeAt ?? "");
      assert.deepEqual(await bench.engine.due(), [view.id]);
      view = await bench.engine.advance({ renewal: view.id });
    }
    assert.equal(gaps.length, 4);
    gaps.forEach((gap, n) => {
      const interval = 60_000 * 1.5 ** n;
      assert.ok(gap <= interval && gap >= interval * 0.8, `${n}: ${gap}`);
    });
  });

  it("never waits longer than it may, nor less than a second", () => {
    const intake = {} as FileIntake;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 0, max: 500 }),
        fc.integer(),
        (every, attempts, seed) => {
          const wait: WaitForPoll = { for: "poll", key: "p", text, every, atMost: 3600 };
          const poll = new PollWait(new FakeRandom(seed), intake);
          const seconds = Date.parse(poll.wakeAt({ wait, attempts, now: 0 })) / 1000;
          return seconds >= 0.8 && seconds <= Math.max(3600, every, 1);
        },
      ),
    );
  });

  it("also takes the result as a file", async () => {
    const orFile = { names: ["*.pem"], maxBytes: 100 };
    const bench = await TestBench.ofSteps(polling(9, { orFile }));
    const { id } = await bench.run();
    bench.files.leave("/inbox/a.pem", "x");
    assert.deepEqual(await bench.engine.due(), [id]);
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  it("without a file takes none", async () => {
    const bench = await TestBench.ofSteps(polling(9));
    const { id } = await bench.run();
    await assert.rejects(bench.engine.give({ renewal: id, key: "p", path: "/a" }), (error) =>
      PerennialError.is(error, "answer.not-expected"),
    );
  });

  it("looks a last time when its deadline has passed, then fails", async () => {
    const deadline = "2026-11-20T09:00:30Z";
    const bench = await TestBench.ofSteps(polling(9, { deadline, expires: true }));
    const view = await bench.run();
    await bench.clock.advance(3_600_000);
    const late = await bench.engine.advance({ renewal: view.id });
    assert.equal(late.error?.code, "wait.deadline-passed");
    assert.equal(bench.plugins.runs.get("ask"), 2);
  });

  it("that was answered by the last look does not fail", async () => {
    const deadline = "2026-11-20T09:00:30Z";
    const bench = await TestBench.ofSteps(polling(1, { deadline, expires: true }));
    const { id } = await bench.run();
    await bench.clock.advance(3_600_000);
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });
});

describe("A deadline", () => {
  const deadline = "2026-11-25T00:00:00Z";

  it("makes the renewal late, and what is waited for is still taken", async () => {
    const bench = await TestBench.ofSteps(asking({ ...person, deadline }));
    const { id, late } = await bench.run();
    assert.equal(late, false);
    await bench.clock.advanceTo("2026-11-26T00:00:00Z");
    const view = await bench.engine.advance({ renewal: id });
    assert.deepEqual([view.state, view.late], ["waiting", true]);
    await bench.engine.answer({ renewal: id, key: "ok", value: true });
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });

  it("that expires fails the step", async () => {
    const bench = await TestBench.ofSteps(asking({ ...person, deadline, expires: true }));
    const { id } = await bench.run();
    await bench.clock.advanceTo(deadline);
    assert.deepEqual(await bench.engine.due(), [id]);
    const view = await bench.engine.advance({ renewal: id });
    assert.equal(view.error?.code, "wait.deadline-passed");
    assert.equal(view.wakeAt, undefined);
  });

  it("does not undo an answer that was given in time and is looked at late", async () => {
    const bench = await TestBench.ofSteps(asking({ ...person, deadline, expires: true }));
    const { id } = await bench.run();
    await bench.engine.answer({ renewal: id, key: "ok", value: true });
    await bench.clock.advanceTo("2026-12-01T00:00:00Z");
    assert.equal((await bench.engine.advance({ renewal: id })).state, "done");
  });
});

describe("A wait for another renewal's step", () => {
  const other = (account: string) => (account === "crypt" ? "transport" : "crypt");
  const sort = async (outcome: (account: string) => Json = (account) => `csr of ${account}`) => {
    const bench = await TestBench.open({
      provider: { accounts: { by: "contract", values: { sort: ["crypt", "transport"] } } },
      steps: [
        { name: "request", run: ({ account }) => done(outcome(account)) },
        {
          name: "both",
          run: ({ account, siblings }) => {
            const theirs = siblings[other(account)]?.["request"];
            if (theirs !== undefined) return done(theirs);
            const step = "request";
            return waiting({ for: "step", key: "both", text, account: other(account), step });
          },
        },
      ],
    });
    await bench.addProfile("acme", "acme.card", { contract: "sort" });
    const views = await bench.engine.begin({ profile: "acme", force: true });
    return { bench, ids: views.map((view) => view.id) };
  };

  it("is not missed, whichever of the two goes first", async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const { bench, ids } = await sort();
      const [first, second] = order.map((n) => ids[n] ?? "");
      assert.equal((await bench.engine.advance({ renewal: first ?? "" })).state, "waiting");
      assert.ok(!(await bench.engine.due()).includes(first ?? ""));
      assert.equal((await bench.engine.advance({ renewal: second ?? "" })).state, "done");
      assert.deepEqual(await bench.engine.due(), [first]);
      assert.equal((await bench.engine.advance({ renewal: first ?? "" })).state, "done");
    }
  });

  it("reads the sibling's output", async () => {
    const { bench, ids } = await sort();
    for (const renewal of [...ids, ...ids]) await bench.engine.advance({ renewal });
    assert.equal(await output(bench, ids[0] ?? "", "both"), "csr of transport");
    assert.equal(await output(bench, ids[1] ?? "", "both"), "csr of crypt");
  });

  it("does not count what a cancelled sibling had done", async () => {
    const { bench, ids } = await sort();
    const [crypt = "", transport = ""] = ids;
    // Held after its request, waiting for the other one.
    await bench.engine.advance({ renewal: transport });
    await bench.engine.cancel({ renewal: transport });
    assert.equal((await bench.engine.advance({ renewal: crypt })).state, "waiting");
  });

  it("says that the sibling has to be begun, which then is not too early", async () => {
    const { bench, ids } = await sort();
    const [crypt = "", transport = ""] = ids;
    assert.equal((await bench.engine.advance({ renewal: crypt })).waitsForUnbegun, undefined);
    await bench.engine.cancel({ renewal: transport });
    for (const account of ["crypt", "transport"]) {
      await bench.addCertificate("acme", "2036-11-20T00:00:00Z", account);
    }
    assert.equal((await bench.engine.advance({ renewal: crypt })).waitsForUnbegun, "transport");
    assert.equal((await bench.engine.show({ renewal: crypt })).waitsForUnbegun, "transport");
    await bench.engine.begin({ profile: "acme", account: "transport" });
    assert.equal((await bench.engine.show({ renewal: crypt })).waitsForUnbegun, undefined);
  });

  it("goes on waiting when the sibling is cancelled, and joins the one begun in its place", async () => {
    const { bench, ids } = await sort();
    const [crypt = "", transport = ""] = ids;
    await bench.engine.advance({ renewal: crypt });
    await bench.engine.cancel({ renewal: transport });
    assert.deepEqual(await bench.engine.due(), []);
    const again = await bench.engine.begin({ profile: "acme", account: "transport", force: true });
    assert.equal(again[0]?.group, (await bench.engine.show({ renewal: crypt })).group);
    await bench.engine.advance({ renewal: again[0]?.id ?? "" });
    assert.equal((await bench.engine.advance({ renewal: crypt })).state, "done");
  });
});
