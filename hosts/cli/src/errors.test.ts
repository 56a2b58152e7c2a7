import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import { jsonOf, runCommand } from "./testing/run-command.js";
import { AdministrationBench } from "./testing/administration-bench.js";

describe("errors", () => {
  let bench: AdministrationBench;
  beforeEach(async () => {
    bench = await AdministrationBench.open();
  });
  afterEach(() => bench.close());

  it("that nobody expected end with 1, without a trace on the screen, with one in the log", async () => {
    bench.engine.overview = () => Promise.reject(new TypeError("undefined is not a function"));
    const ran = await bench.run(["status", "--verbose"]);
    assert.equal(ran.exitCode, 1);
    assert.doesNotMatch(ran.stdout + ran.stderr, /at .*\.js:\d+/);
    const log = join(bench.home, "home", "logs", "perennial.log");
    assert.match(ran.stderr.replaceAll(/\s+/g, ""), new RegExp(log.replaceAll(/\s+/g, "")));
    assert.match(await readFile(log, "utf8"), /"event":"unexpected".*\.js:\d+/);
    assert.equal((await stat(log)).mode & 0o777, 0o600);
  });

  it("are JSON with --json, causes included", async () => {
    const cause = new PerennialError("store.io", {}, { detail: "EIO" });
    bench.engine.overview = () =>
      Promise.reject(new PerennialError("store.corrupt", { path: "x" }, { cause }));
    const ran = await bench.run(["status", "--json"]);
    assert.equal(ran.exitCode, 5);
    assert.equal(ran.stderr, "");
    const { perennial, command, error } = jsonOf(ran) as {
      perennial: number;
      command: string;
      error: {
        code: string;
        message: string;
        next: string;
        cause: { code: string; detail: string };
      };
    };
    assert.deepEqual([perennial, command, error.code], [1, "status", "store.corrupt"]);
    assert.deepEqual([error.cause.code, error.cause.detail], ["store.io", "EIO"]);
    assert.ok(error.message.length > 10 && error.next.length > 10);
  });

  it("of usage point to the help", async () => {
    const ran = await bench.run(["cancel"]);
    assert.equal(ran.exitCode, 2);
    assert.match(ran.stderr, /--help/);
    const json = jsonOf(await bench.run(["cancel", "--json"])) as { error: { code: string } };
    assert.equal(json.error.code, "usage.invalid");
  });

  it("of the home's folder are told as such", async () => {
    const file = join(bench.home, "file");
    await writeFile(file, "");
    const ran = await runCommand(["profile", "list", "--home", join(file, "below")], {
      plugins: bench.plugins,
    });
    assert.equal(ran.exitCode, 5);
    assert.match(ran.stderr, /cli\.home-unusable/);
  });
});
