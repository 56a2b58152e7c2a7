import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../testing/run-command.js";
import { ProfileBench } from "../../testing/profile-bench.js";

describe("profile list", () => {
  let bench: ProfileBench;
  beforeEach(async () => {
    bench = await ProfileBench.open();
  });
  afterEach(() => bench.close());

  it("makes no home where there is none", async () => {
    const home = await mkdtemp(join(tmpdir(), "perennial-home-"));
    const { exitCode } = await runCommand(["profile", "list"], { plugins: bench.plugins, home });
    assert.equal(exitCode, 0);
    assert.deepEqual(await readdir(home), []);
    await rm(home, { recursive: true, force: true });
  });
});
