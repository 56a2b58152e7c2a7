import assert from "node:assert/strict";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { TestWorld } from "../test-support.js";
import { ProfileFolders } from "./profile-folders.js";

describe("A folder that the profile names", () => {
  let world: TestWorld;
  beforeEach(async () => {
    world = await TestWorld.open();
    await mkdir(join(world.home, "keys"), { recursive: true });
  });
  afterEach(() => world.close());

  const folder = (path: string): string =>
    world
      .broker(ProfileFolders, { files: { data: "write" } }, { profile: { data: path } })
      .folder("data", ["write"]);

  it("may lie anywhere else, also where nothing is yet, and in the home's own inbox", () => {
    for (const path of [join(world.folder, "new", "data"), join(world.home, "inbox")]) {
      assert.equal(folder(path), path);
    }
  });

  it("is never Perennial's own, whichever way it is written", async () => {
    const link = join(world.folder, "link");
    await symlink(join(world.home, "keys"), link);
    for (const path of [
      world.home,
      join(world.home, "keys"),
      join(world.home, "plugins", "new"),
      join(world.home, "inbox", "..", "secrets"),
      link,
      join(link, "deeper"),
    ]) {
      assert.throws(() => folder(path), { code: "files.not-allowed" }, path);
    }
  });
});
