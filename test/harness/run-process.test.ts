import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { runProcess } from "./run-process.js";
import { temporaryHome } from "./temporary-home.js";

const env = { PATH: process.env["PATH"] };
const node = (script: string, options: Partial<Parameters<typeof runProcess>[2]> = {}) =>
  runProcess(process.execPath, ["-e", script], { env, ...options });

describe("A process run by the harness", () => {
  it("gets its input and tells its output and exit code", async () => {
    const script = "process.stdin.pipe(process.stdout); console.error('é'); process.exitCode = 4";
    const result = await node(script, { input: "hello" });
    assert.deepEqual(result, { code: 4, endedBy: null, stdout: "hello", stderr: "é\n" });
  });

  it("sees no environment but the one it was given", async () => {
    const { stdout } = await node("console.log(Object.keys(process.env).join())", {
      env: { ONLY: "1" },
    });
    assert.match(stdout, /\bONLY\b/);
    assert.doesNotMatch(stdout, /\bHOME\b/);
  });

  it("is ended by an abort, with the signal that was asked for", async () => {
    const abort = new AbortController();
    const running = node("setInterval(() => {}, 1000)", {
      signal: abort.signal,
      killSignal: "SIGKILL",
    });
    abort.abort();
    const { code, endedBy } = await running;
    assert.deepEqual([code, endedBy], [null, "SIGKILL"]);
  });
});

describe("A temporary home", () => {
  it("is empty, is its own, and is gone afterwards with all it holds", async () => {
    const first = await temporaryHome();
    const second = await temporaryHome();
    assert.notEqual(first.path, second.path);
    writeFileSync(first.file("file"), "");
    assert.ok(existsSync(first.file("file")));
    await first.remove();
    await second.remove();
    assert.equal(existsSync(first.path), false);
  });
});
