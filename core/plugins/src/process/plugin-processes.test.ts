import type { CancellationToken, ErrorData, Json, JsonObject, Outcome } from "@perennial/api";
import type { StepRun } from "@perennial/engine";
import assert from "node:assert/strict";
import { join } from "node:path";
import type { RunnablePlugin } from "./runnable-plugin.js";
import {
  FIXTURES,
  notCancelled,
  RecordedCallbacks,
  runnable,
  stepRun,
  TestHost,
} from "./test-support.js";

describe("A plugin's process", function () {
  this.timeout(120_000);
  let orderly: RunnablePlugin;
  let host: TestHost;
  let callbacks: RecordedCallbacks;

  before(async () => {
    orderly = await runnable(join(FIXTURES, "orderly"));
    host = new TestHost();
  });
  beforeEach(() => {
    callbacks = new RecordedCallbacks();
  });
  after(() => host.processes.dispose());

  const run = (
    step: string,
    more: Partial<StepRun> = {},
    cancellation: CancellationToken = notCancelled,
  ): Promise<Outcome<Json>> =>
    host.processes.runStep(orderly, stepRun(orderly, step, more), callbacks, cancellation);
  const order = (profile: JsonObject) =>
    run("order", { profile, outputs: { prepare: { shop: "near" } } });
  const errorOf = (outcome: Outcome<Json>): ErrorData => {
    assert.equal(outcome.outcome, "failed");
    return (outcome as { error: ErrorData }).error;
  };

  it("runs a step with the host's services and the class the profile chose", async () => {
    const outcome = await run("prepare", { profile: { way: "far" } });
    assert.deepEqual(outcome, { outcome: "done", output: { shop: "far", account: "main" } });
    assert.deepEqual(callbacks.notes, [{ key: "shop.prepared" }]);
    assert.ok(host.lines.includes("orderly: preparing"));
  });

  it("keeps what the step prints in the log, with the plugin's name", async () => {
    await run("prepare");
    await run("prepare");
    assert.ok(host.lines.includes("orderly: printed by the step"));
  });

  it("lets a step read the outputs before it and change the outside once", async () => {
    const outcome = await order({});
    assert.deepEqual(outcome, { outcome: "done", output: { number: "number 00ff", shop: "near" } });
    assert.deepEqual(callbacks.events, [
      ["begin", "order:1", { account: "main" }],
      ["complete", "order:1", "number 00ff", "performed"],
    ]);
  });

  it("fails a step that needs an output that is not there", async () => {
    const error = errorOf(await run("order"));
    assert.equal(error.code, "step.not-done");
    assert.deepEqual([error.plugin, error.step], ["orderly", "order"]);
  });

  it("hands a step's own error on, with its retry and whether anything happened", async () => {
    const error = errorOf(await order({ fail: "before" }));
    assert.deepEqual(error, {
      code: "shop.closed",
      params: {},
      retry: { after: 60 },
      effect: "none",
      plugin: "orderly",
      step: "order",
    });
    assert.deepEqual(callbacks.events.slice(1), [["clear", "order:1", { error: "shop.closed" }]]);
  });

  it("leaves the intent of an effect that failed somewhere", async () => {
    const error = errorOf(await order({ fail: "during" }));
    assert.equal(error.detail, "the line went dead");
    assert.deepEqual(callbacks.events, [["begin", "order:1", { account: "main" }]]);
  });

  it("tells find when the effect was intended", async () => {
    callbacks.begun = [{ state: "find", intendedAt: "2026-11-20T09:30:00Z" }];
    await order({ find: "happened" });
    assert.deepEqual(callbacks.events.slice(1), [
      ["complete", "order:1", "number 7 of 2026-11-20T09:30:00Z", "found"],
    ]);
  });

  it("ends the run with the engine's own error when nobody can tell", async () => {
    callbacks.begun = [{ state: "find", intendedAt: "2026-11-20T09:30:00Z" }];
    await assert.rejects(order({}), { message: "the engine stops the run" });
    assert.deepEqual(callbacks.events.slice(1), [["doubt", "order:1", true]]);
  });

  it("waits with what the step says and gives it the answer later", async () => {
    const outcome = await run("collect");
    assert.equal(outcome.outcome, "waiting");
    const later = await run("collect", { answers: { collected: { file: 1 } } });
    assert.deepEqual(later, { outcome: "done", output: { file: 1 } });
  });

  it("may only send people to pages its manifest declares", async () => {
    await assert.rejects(run("collect", { profile: { page: "https://www.example.com/" } }), {
      code: "plugin.permission-denied",
      plugin: "orderly",
      step: "collect",
    });
  });

  it("tells a running step that it was asked to stop", async () => {
    let stop: () => void = () => undefined;
    const cancellation: CancellationToken = {
      isCancellationRequested: false,
      onCancellationRequested: (listener) => {
        stop = listener;
        return { dispose: () => undefined };
      },
    };
    const outcome = run("collect", { profile: { untilStopped: true } }, cancellation);
    await run("prepare");
    stop();
    assert.deepEqual(await outcome, { outcome: "done", output: "stopped" });
  });

  it("runs a step that is told to stop before it begins, as it must to look for what it began", async () => {
    const stopped: CancellationToken = {
      isCancellationRequested: true,
      onCancellationRequested: (listener) => {
        listener();
        return { dispose: () => undefined };
      },
    };
    const outcome = await run("prepare", {}, stopped);
    assert.equal(outcome.outcome, "done");
    const collected = await run("collect", { profile: { untilStopped: true } }, stopped);
    assert.deepEqual(collected, { outcome: "done", output: "stopped" });
  });

  it("is asked whether an operation may go ahead", async () => {
    const request = { operation: "send", now: "2026-11-20T09:00:00Z", profile: {}, accounts: [] };
    assert.deepEqual(await host.processes.guard(orderly, "orderly.shop", request), {
      code: "shop.no-account",
      params: {},
      plugin: "orderly",
    });
    const accounts = [{ account: "main", renewals: [] }];
    const verdict = await host.processes.guard(orderly, "orderly.shop", { ...request, accounts });
    assert.equal(verdict, "allowed");
  });

  it("is one for many runs, ended when it is idle, and started again", async () => {
    const idle = new TestHost({ idle: 0 });
    const once = () =>
      idle.processes.runStep(orderly, stepRun(orderly, "prepare"), callbacks, notCancelled);
    await Promise.all([once(), once()]);
    while (idle.closed.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual(idle.closed, ["orderly"]);
    assert.equal((await once()).outcome, "done");
    assert.deepEqual(idle.crashes, []);
    await idle.processes.dispose();
  });

  it("is not started while the plugin is in quarantine", async () => {
    const refused = new TestHost();
    refused.quarantine = true;
    await assert.rejects(
      refused.processes.runStep(orderly, stepRun(orderly, "prepare"), callbacks, notCancelled),
      { code: "plugin.quarantined" },
    );
  });
});
