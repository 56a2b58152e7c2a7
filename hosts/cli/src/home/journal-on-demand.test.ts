import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import { openSqliteStore } from "@perennial/store";
import { jsonOf, runCommand } from "../testing/run-command.js";
import { skipBecause } from "../testing/skip-because.js";
import { hasJournal, journalOnDemand } from "./journal-on-demand.js";

describe("A home without a journal", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "perennial-journal-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  for (const command of ["keys list", "profile list", "list", "status", "audit show", "doctor"]) {
    it(`has none made by “${command}”`, async () => {
      const { exitCode } = await runCommand(command.split(" "), { home: folder });
      assert.equal(exitCode, 0);
      assert.equal(existsSync(join(folder, "home", "journal.db")), false);
    });
  }

  it("gets one with the first thing that is written, and is read from it then", async () => {
    const path = join(folder, "journal.db");
    const store = await journalOnDemand(path, () => openSqliteStore({ path }));
    assert.equal(await store.setting("a"), undefined);
    assert.equal(existsSync(path), false);
    await store.setSetting("a", 1, undefined, "2026-11-20T10:00:00Z");
    assert.equal(existsSync(path), true);
    assert.equal(await store.setting("a"), 1);
    await store.close();
    const again = await openSqliteStore({ path });
    assert.equal(await again.setting("a"), 1);
    await again.close();
  });

  it("gets one as soon as there is room for it, by the same command", async () => {
    const path = join(folder, "journal.db");
    let isFull = true;
    const store = await journalOnDemand(path, () =>
      isFull
        ? Promise.reject(new PerennialError("store.disk-full", { path }))
        : openSqliteStore({ path }),
    );
    const put = () => store.setSetting("a", 1, undefined, "2026-11-20T10:00:00Z");
    await assert.rejects(put(), { code: "store.disk-full" });
    assert.equal(await store.setting("a"), undefined);
    isFull = false;
    await put();
    assert.equal(await store.setting("a"), 1);
    await store.close();
  });

  it("is read from one that another process made meanwhile", async () => {
    const path = join(folder, "journal.db");
    const store = await journalOnDemand(path, () => openSqliteStore({ path }));
    assert.deepEqual(await store.settings(""), {});
    const other = await openSqliteStore({ path });
    await other.setSetting("b", 2, undefined, "2026-11-20T10:00:00Z");
    assert.equal(await store.setting("b"), 2);
    await Promise.all([store.close(), other.close()]);
  });

  it("is not what a link that leads nowhere now is, nor a folder that cannot be looked into", async function () {
    if (process.platform === "win32")
      skipBecause(this, "links need rights of their own on Windows");
    const home = join(folder, "home");
    mkdirSync(home, { mode: 0o700 });
    symlinkSync(join(folder, "unplugged.db"), join(home, "journal.db"));
    const toFile = await runCommand(["profile", "list", "--json"], { home: folder });
    assert.equal((jsonOf(toFile) as unknown as Failure).error.code, "store.missing");
    assert.equal(existsSync(join(folder, "unplugged.db")), false);
    rmSync(home, { recursive: true });
    symlinkSync(join(folder, "unplugged"), home);
    const toFolder = await runCommand(["profile", "list", "--json"], { home: folder });
    assert.equal((jsonOf(toFolder) as unknown as Failure).error.code, "cli.home-unusable");
    // Root sees into every folder: a link to itself cannot be followed by anybody.
    symlinkSync("loop", join(folder, "loop"));
    assert.equal(hasJournal(join(folder, "loop", "journal.db")), true);
    assert.equal(hasJournal(join(folder, "none", "journal.db")), false);
  });
});

interface Failure {
  readonly error: { readonly code: string };
}
