import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, constants, fstatSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAnswersFile } from "../answers/answers-file.js";
import { readSecretFile } from "../answers/secret-file.js";
import { GivenPins } from "../pins/given-pins.js";
import { someToken } from "@perennial/hardware/testing";
import { Arguments } from "./arguments.js";
import { takeOver } from "./take-over.js";
import { skipBecause } from "../testing/skip-because.js";

describe("A pipe that a shell hands over", () => {
  let folder: string;
  before(function () {
    if (process.platform === "win32") skipBecause(this, "no named pipes on Windows");
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "perennial-handed-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A descriptor as `<(…)` gives one. */
  function handOver(content: string): number {
    const named = join(folder, "pipe");
    assert.equal(spawnSync("mkfifo", ["-m", "600", named]).status, 0);
    const descriptor = openSync(named, constants.O_RDONLY | constants.O_NONBLOCK);
    const end = openSync(named, "w");
    writeSync(end, content);
    closeSync(end);
    rmSync(named);
    return descriptor;
  }

  async function given(option: string, content: string): Promise<string> {
    const shell = handOver(content);
    const args = await takeOver(new Arguments(new Map([[option, `/dev/fd/${shell}`]])));
    const path = args.text(option) ?? "";
    assert.notEqual(path, `/dev/fd/${shell}`);
    assert.throws(() => fstatSync(shell), { code: "EBADF" });
    // O_CLOEXEC: nobody who is started inherits it.
    const flags = spawnSync("sh", ["-c", `test -e ${path}`]).status;
    assert.notEqual(flags, 0);
    return path;
  }

  it("is read for answers, whose paths are relative to where the command runs", async () => {
    const path = await given("answers", `{ "perennial": 1, "answers": { "demo/step/key": true } }`);
    const file = await readAnswersFile(path, folder);
    assert.deepEqual([file.answers, file.folder], [{ "demo/step/key": true }, folder]);
  });

  it("is read for passwords", async () => {
    assert.equal(await readSecretFile(await given("password-file", "a password\n")), "a password");
  });

  it("is read for PINs, as often as they are needed", async () => {
    const pins = new GivenPins({ path: await given("pin-file", "123456\n"), systemd: false });
    const question = { token: someToken(), pin: { use: "login" } } as never;
    for (let login = 0; login < 2; login += 1) {
      const entry = await pins.ask(question);
      assert.equal(Buffer.from(entry?.pin ?? []).toString(), "123456");
      entry?.pin.fill(0);
    }
  });

  it("is refused where it is one of this process itself, which is left as it is", async function () {
    if (process.platform !== "linux") skipBecause(this, "only Linux tells whose a pipe is");
    const named = join(folder, "own");
    assert.equal(spawnSync("mkfifo", ["-m", "600", named]).status, 0);
    const reading = openSync(named, constants.O_RDONLY | constants.O_NONBLOCK);
    const writing = openSync(named, "w");
    for (const own of [reading, writing]) {
      const args = new Arguments(new Map([["pin-file", `/dev/fd/${own}`]]));
      await assert.rejects(takeOver(args), { code: "files.not-handed-over" });
      assert.ok(fstatSync(own).isFIFO());
    }
    closeSync(reading);
    closeSync(writing);
  });

  it("is left alone where it is none", async () => {
    const args = new Arguments(new Map([["pin-file", "/dev/null"]]));
    assert.equal((await takeOver(args)).text("pin-file"), "/dev/null");
  });
});
