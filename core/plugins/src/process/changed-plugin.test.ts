import type { ErrorData, Json, Outcome } from "@perennial/api";
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  FIXTURES,
  notCancelled,
  RecordedCallbacks,
  runnable,
  stepRun,
  TestHost,
} from "./test-support.js";

describe("The process of a changed plugin", function () {
  this.timeout(120_000);
  let host: TestHost;
  let callbacks: RecordedCallbacks;

  before(() => {
    host = new TestHost();
  });

  beforeEach(() => {
    callbacks = new RecordedCallbacks();
  });
  after(() => host.processes.dispose());

  const errorOf = (outcome: Outcome<Json>): ErrorData => {
    assert.equal(outcome.outcome, "failed");
    return (outcome as { error: ErrorData }).error;
  };

  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "perennial-plugin-"));
    await cp(join(FIXTURES, "orderly"), folder, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const refusal = async (): Promise<ErrorData> => {
    const changed = await runnable(folder);
    try {
      await host.processes.runStep(changed, stepRun(changed, "prepare"), callbacks, notCancelled);
    } catch (error) {
      return (error as { toJSON(): ErrorData }).toJSON();
    }
    throw new assert.AssertionError({ message: "it was started" });
  };
  const edit = async (file: string, change: (text: string) => string) =>
    writeFile(join(folder, file), change(await readFile(join(folder, file), "utf8")));

  it("is refused when code and manifest have other steps", async () => {
    await edit("package.json", (text) => text.replace('"name": "order"', '"name": "buy"'));
    const error = await refusal();
    assert.equal(error.code, "plugin.steps-differ");
    assert.equal(error.params["manifest"], "prepare, buy, collect");
    assert.equal(error.params["code"], "prepare, order, collect");
  });

  it("is refused when a step has a parameter for which it asks nothing, naming class and place", async () => {
    const bare = [
      'import { definePlugin, renewal, step, inject, Ui, Log } from "@perennial/api";',
      "class Prepare { constructor(ui, log) {} run() {} }",
      "inject(Log)(Prepare, undefined, 1);",
      "const named = (name, type) => (step(name)(type), type);",
      "const empty = (name) => named(name, class { run() {} });",
      'const steps = [named("prepare", Prepare), empty("order"), empty("collect")];',
      'export default definePlugin({ providers: [{ flow: renewal("orderly.shop", steps) }] });',
    ];
    await edit("main.js", () => bare.join("\n"));
    const error = await refusal();
    assert.equal(error.code, "plugin.not-injected");
    assert.deepEqual(error.params["parameters"], ["Prepare [0]"]);
  });

  it("is refused when it bundles an API of its own, and when a step is not decorated", async () => {
    const decorated = (mark: string) => `class Prepare { run() {} }
        ${mark}
        export default { providers: [{ flow: { provider: "orderly.shop", steps: [Prepare] } }] };`;
    const foreign = 'Object.defineProperty(Prepare, Symbol.for("perennial.step"), { value: "x" });';
    await edit("main.js", () => decorated(foreign));
    assert.equal((await refusal()).code, "plugin.api-bundled");
    await edit("main.js", () => decorated(""));
    const error = await refusal();
    assert.equal(error.code, "plugin.load-failed");
    assert.match(String(error.params["reason"]), /Prepare is not decorated/);
  });

  it("says where in its code it failed, and keeps the trace in the log", async () => {
    await edit("main.js", () => "\nnull.x;");
    assert.match(String((await refusal()).params["reason"]), /\(main\.js:2:6\)$/);
    await cp(join(FIXTURES, "orderly", "main.js"), join(folder, "main.js"));
    await edit("main.js", (text) =>
      text.replace('this.log.info("preparing"', 'null.nothing("preparing"'),
    );
    const changed = { ...(await runnable(folder)), id: "broken" };
    const outcome = await host.processes.runStep(
      changed,
      stepRun(changed, "prepare"),
      callbacks,
      notCancelled,
    );
    const error = errorOf(outcome);
    assert.equal(error.code, "plugin.unexpected");
    assert.match(String(error.params["place"]), /^main\.js:\d+:\d+$/);
    assert.ok(host.lines.some((line) => /^broken: TypeError: .*\n {4}at .*main\.js/s.test(line)));
  });

  it("is blamed for what its guard throws, with the place", async () => {
    await edit("main.js", (text) => `${text.replace(/guard[:(]/, "guard: () => null.x, was$&")}`);
    const changed = { ...(await runnable(folder)), id: "guarded" };
    const request = { operation: "send", now: "2026-11-20T09:00:00Z", profile: {}, accounts: [] };
    await assert.rejects(host.processes.guard(changed, "orderly.shop", request), (error) => {
      const { code, plugin, params } = error as { code: string; plugin: string; params: object };
      assert.deepEqual([code, plugin], ["plugin.unexpected", "guarded"]);
      assert.match(String((params as { place: unknown }).place), /^main\.js:\d+:\d+$/);
      return true;
    });
  });

  it("is refused when the code cannot be read, exports nothing, or throws", async () => {
    for (const [content, code] of [
      ["this is no JavaScript", "plugin.load-failed"],
      ['throw new Error("at load")', "plugin.load-failed"],
      ["export default { providers: [{}] }", "plugin.no-export"],
      ["export const plugin = 1", "plugin.no-export"],
      ['import "node:no-such-module"', "plugin.load-failed"],
      ['import "../../outside.js"', "plugin.load-failed"],
    ] as const) {
      await edit("main.js", () => content);
      assert.equal((await refusal()).code, code, content);
    }
  });

  it("is refused when a link leads out of its folder, or nowhere", async () => {
    for (const target of ["/etc/passwd", "nowhere"]) {
      await symlink(target, join(folder, "link"));
      const error = await refusal();
      assert.equal(error.code, "plugin.link-outside");
      assert.equal(error.params["link"], "link");
      await rm(join(folder, "link"));
    }
  });

  it("is killed when it does not start in time", async () => {
    await edit("main.js", () => "for (;;);");
    const slow = new TestHost({ start: 300 });
    const changed = await runnable(folder);
    await assert.rejects(
      slow.processes.runStep(changed, stepRun(changed, "prepare"), callbacks, notCancelled),
      { code: "plugin.timeout" },
    );
    assert.deepEqual(slow.crashes, [["orderly", "plugin.timeout"]]);
  });
});
