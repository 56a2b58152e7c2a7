import assert from "node:assert/strict";
import type { Json } from "@perennial/api";
import { join } from "node:path";
import { CallSchemas } from "./call-schemas.js";
import { CheckedAnswers } from "./checked-answers.js";
import type { RunnablePlugin } from "./runnable-plugin.js";
import { FIXTURES, runnable, stepRun } from "./test-support.js";

/** What a process can send that does not use the runtime: V8 parses any depth. */
const deep = (levels: number): Json => JSON.parse("[".repeat(levels) + "]".repeat(levels)) as Json;

describe("What a plugin's process sends by itself", () => {
  const answers = new CheckedAnswers();
  const schemas = new CallSchemas();
  let plugin: RunnablePlugin;
  before(async () => {
    plugin = await runnable(join(FIXTURES, "orderly"));
  });
  const outcome = (value: unknown) => answers.outcome(plugin, stepRun(plugin, "order"), value);

  it("is no outcome when it is deeper than the journal can walk", () => {
    const refused = { code: "plugin.bad-outcome", plugin: "orderly", step: "order" };
    assert.throws(() => outcome({ outcome: "done", output: deep(100_000) }), refused);
    const error = { code: "x", params: { a: deep(100_000) } };
    assert.throws(() => outcome({ outcome: "failed", error }), refused);
    assert.throws(() => answers.verdict(plugin, error), { code: "plugin.bad-outcome" });
  });

  it("is refused with the member that is missing or wrong in what was meant", () => {
    const path = (value: unknown) => {
      try {
        outcome(value);
      } catch (error) {
        return (error as { params: { path: unknown } }).params.path;
      }
      return undefined;
    };
    const wait = { key: "k", text: { key: "t" }, for: "poll", every: 5 };
    const waiting = (change: object) => path({ outcome: "waiting", wait: { ...wait, ...change } });
    assert.equal(waiting({}), undefined);
    assert.equal(waiting({ key: undefined }), "outcome/wait/key");
    assert.equal(waiting({ every: undefined }), "outcome/wait/every");
    assert.equal(waiting({ every: "5" }), "outcome/wait/every");
    assert.equal(waiting({ orFile: { names: ["a"] } }), "outcome/wait/orFile/maxBytes");
    const orFile = { names: ["a"], maxBytes: 1 };
    assert.equal(waiting({ orFile: { ...orFile, except: ["0a"] } }), undefined);
    assert.equal(waiting({ orFile: { ...orFile, except: [7] } }), "outcome/wait/orFile/except/0");
    assert.equal(waiting({ every: 1e300 }), "outcome/wait/every");
    for (const deadline of ["tomorrow", "2026-13-01T00:00:00Z", "2026-11-20"]) {
      assert.equal(waiting({ deadline }), "outcome/wait/deadline");
      const date = { key: "k", text: { key: "t" }, for: "date", at: deadline };
      assert.equal(path({ outcome: "waiting", wait: date }), "outcome/wait/at");
    }
    for (const deadline of ["2026-11-20T09:00:00Z", "2026-11-20T10:00:00.000+01:00"]) {
      assert.equal(waiting({ deadline }), undefined);
    }
    const retry = { code: "x", params: {}, retry: { after: 1e300 } };
    assert.equal(path({ outcome: "failed", error: retry }), "outcome/error/retry/after");
    assert.equal(path({ outcome: "skipped" }), "outcome/reason");
    assert.equal(path({ outcome: "failed", error: { code: 1, params: {} } }), "outcome/error/code");
  });

  it("is no effect and no call when it is deeper than that", () => {
    const call = { call: "c", key: "k" };
    assert.equal(schemas.accepts("effect/begin", { ...call, intent: { a: 1 } }), true);
    assert.equal(schemas.accepts("effect/begin", { ...call, intent: { a: deep(100_000) } }), false);
    const service = { call: "c", method: "ui.note", args: [deep(100_000)] };
    assert.equal(schemas.accepts("service", service), false);
  });

  it("asks nothing but the confirmation under its key, if the plugin may install", () => {
    const { perennial } = plugin.manifest;
    const asking = (mayInstall: boolean, type: string) => {
      const certificates = mayInstall ? { certificates: ["install"] as const } : {};
      const permissions = { ...perennial.permissions, ...certificates };
      const manifest = { ...plugin.manifest, perennial: { ...perennial, permissions } };
      const wait = { key: "install", for: "person", text: { key: "t" }, question: { type } };
      const run = stepRun(plugin, "order");
      return answers.outcome({ ...plugin, manifest }, run, { outcome: "waiting", wait });
    };
    assert.throws(() => asking(true, "task"), { code: "plugin.bad-outcome", step: "order" });
    assert.equal(asking(true, "confirm").outcome, "waiting");
    assert.equal(asking(false, "task").outcome, "waiting");
  });

  it("waits for no file whose name the manifest does not declare", () => {
    const { perennial } = plugin.manifest;
    const permissions = { ...perennial.permissions, inbox: ["*.pem", "order-*.txt"] };
    const manifest = { ...plugin.manifest, perennial: { ...perennial, permissions } };
    const waiting = (wait: object) =>
      answers.outcome({ ...plugin, manifest }, stepRun(plugin, "order"), {
        outcome: "waiting",
        wait: { key: "k", text: { key: "t" }, ...wait },
      });
    const file = (...names: string[]) => ({ names, maxBytes: 10 });
    const mail = { for: "mail", subjects: ["*"] };
    assert.doesNotThrow(() => waiting({ for: "file", ...file("order-1.txt", "1*.PEM") }));
    assert.doesNotThrow(() => waiting({ ...mail, ...file("*.pem") }));
    assert.doesNotThrow(() => waiting({ for: "poll", every: 60, orFile: file("*.pem") }));
    const denied = {
      code: "plugin.permission-denied",
      params: { plugin: "orderly", permission: "inbox", value: "*", hint: "permissions.inbox" },
    };
    assert.throws(() => waiting({ for: "file", ...file("*.pem", "*") }), denied);
    assert.throws(() => waiting({ ...mail, ...file("*") }), denied);
    assert.throws(() => waiting({ for: "poll", every: 60, orFile: file("*") }), denied);
  });

  it("cannot be a failure of another plugin", () => {
    const error = { code: "x.y", params: {}, plugin: "luxtrust" };
    assert.deepEqual(outcome({ outcome: "failed", error }), {
      outcome: "failed",
      error: { ...error, plugin: "orderly" },
    });
    assert.deepEqual(answers.verdict(plugin, error), { ...error, plugin: "orderly" });
  });
});
