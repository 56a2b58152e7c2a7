import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Home } from "./home.js";
import { openHome } from "./open-home.js";
import { skipBecause } from "../testing/skip-because.js";

describe("opening the home", () => {
  before(function () {
    if (process.platform === "win32") skipBecause(this, "files have no modes on Windows");
  });
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "perennial-home-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  it("makes the folder for its owner only", async () => {
    await openHome(new Home(join(root, "a", "home")));
    assert.equal((await stat(join(root, "a", "home"))).mode & 0o777, 0o700);
  });

  it("refuses a folder that others may write into", async () => {
    const folder = join(root, "shared");
    await mkdir(folder);
    for (const mode of [0o777, 0o775, 0o1777, 0o702]) {
      await chmod(folder, mode);
      await assert.rejects(openHome(new Home(folder)), { code: "cli.home-open-to-others" });
    }
    await chmod(folder, 0o755);
    await openHome(new Home(folder));
  });
});
