import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  mkdirSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestClock } from "../testing/run-command.js";
import { JsonLinesLog } from "./log-file.js";
import { skipBecause } from "../testing/skip-because.js";

describe("the log", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "perennial-log-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is JSON, a line each, that only its owner can read", () => {
    const log = new JsonLinesLog(join(folder, "logs", "perennial.log"), new TestClock());
    log.write("info", "renewal.done", { renewal: "m-1" });
    log.write("warn", "step.failed");
    const lines = readFileSync(log.path, "utf8").trimEnd().split("\n");
    const first = JSON.parse(lines[0] ?? "") as object;
    assert.deepEqual(first, {
      at: "2026-11-20T09:00:00.000Z",
      level: "info",
      pid: process.pid,
      event: "renewal.done",
      renewal: "m-1",
    });
    assert.equal(lines.length, 2);
    assert.equal(statSync(log.path).mode & 0o777, 0o600);
  });

  it("shows what turns the direction of text, and what a terminal obeys, by its number", () => {
    const log = new JsonLinesLog(join(folder, "perennial.log"), new TestClock());
    const said = "a\u202eb\u2066c\u009b2Jd\u2028e";
    log.write("info", "step.failed", { said });
    const line = readFileSync(log.path, "utf8");
    assert.match(line, /a\\u202eb\\u2066c\\u009b2Jd\\u2028e/);
    assert.equal((JSON.parse(line) as { said: string }).said, said);
  });

  it("begins a new file when it is full, and keeps three", () => {
    const path = join(folder, "perennial.log");
    const log = new JsonLinesLog(path, new TestClock());
    for (const name of ["a", "b", "c", "d", "e"]) {
      writeFileSync(path, name.repeat(1024 * 1024));
      log.write("info", "next");
    }
    const first = (file: string) => readFileSync(file, "utf8")[0];
    assert.deepEqual(
      [1, 2, 3].map((n) => first(`${path}.${n}`)),
      ["e", "d", "c"],
    );
    assert.equal(statSync(`${path}.4`, { throwIfNoEntry: false }), undefined);
  });

  it("is not written through a link, nor into a pipe", function () {
    if (process.platform === "win32") skipBecause(this, "links and pipes of POSIX");
    const target = join(folder, "target");
    writeFileSync(target, "precious");
    const [link, pipe] = [join(folder, "link"), join(folder, "pipe")];
    symlinkSync(target, link);
    const made = spawnSync("mkfifo", [pipe]).status === 0;
    for (const path of made ? [link, pipe] : [link]) {
      const log = new JsonLinesLog(path, new TestClock());
      log.write("info", "lost");
      assert.equal(log.refusal?.code, "log.not-a-file");
    }
    assert.equal(readFileSync(target, "utf8"), "precious");
  });

  it("stops nothing when it cannot be written, and remembers why", () => {
    const path = join(folder, "logs");
    mkdirSync(path);
    const log = new JsonLinesLog(path, new TestClock());
    log.write("info", "lost");
    assert.match(log.problem ?? "", /EISDIR/);
  });
});
