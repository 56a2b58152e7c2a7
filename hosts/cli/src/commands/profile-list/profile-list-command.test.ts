import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
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

  it("leaves nothing but the journal in the home", async () => {
    const home = await mkdtemp(join(tmpdir(), "perennial-home-"));
    await runCommand(["profile", "list"], { plugins: bench.plugins, home });
    const names = await readdir(join(home, "home"));
    assert.ok(
      names.every((name) => name.startsWith("journal.db")),
      names.join(" "),
    );
    assert.ok((await readFile(join(home, "home", "journal.db"))).length > 0);
    await rm(home, { recursive: true, force: true });
  });
});
