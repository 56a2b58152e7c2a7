import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeOnce } from "./atomic-write.js";
import { sweepLeftovers, temporaryName } from "./leftovers.js";

describe("What killed processes left half written", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "perennial-leftovers-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const gone = (): string => {
    const { pid } = spawnSync(process.execPath, ["-e", "0"]);
    return temporaryName().replace(`-${process.pid}-`, `-${pid}-`);
  };

  it("goes away at the next look, a running process's and another machine's file stay", async () => {
    const mine = temporaryName();
    const elsewhere = gone().replace(/^\.perennial-[0-9a-f]{8}/, ".perennial-00000000");
    for (const name of [gone(), mine, elsewhere, "request.pem", ".other.tmp"]) {
      writeFileSync(join(folder, name), "");
    }
    await sweepLeftovers(folder);
    assert.deepEqual(
      readdirSync(folder).sort(),
      [mine, elsewhere, "request.pem", ".other.tmp"].sort(),
    );
  });

  it("goes away when the next file is written", async () => {
    writeFileSync(join(folder, gone()), "half");
    await writeOnce(folder, "request.pem", Buffer.from("whole"));
    assert.deepEqual(readdirSync(folder), ["request.pem"]);
  });
});
