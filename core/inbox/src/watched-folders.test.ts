import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WatchedFolders, type Unusable } from "./watched-folders.js";

const NOW = Date.parse("2026-11-20T09:00:00Z");
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("Watched folders", () => {
  let home: string;
  let extra: string;
  let reports: Unusable[];
  let now: number;
  let folders: WatchedFolders;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "perennial-inbox-"));
    extra = join(home, "downloads");
    reports = [];
    now = NOW;
    folders = new WatchedFolders({
      home,
      folders: [extra],
      now: () => now,
      settle: 2_000,
      maxBytes: 100,
      report: (unusable) => reports.push(unusable),
    });
    await mkdir(join(home, "inbox", "meridian"), { recursive: true });
    await mkdir(join(home, "inbox", "other"), { recursive: true });
    await mkdir(extra);
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  /** @param age seconds since it was last written. */
  const put = async (path: string, content = path, age = 60) => {
    const file = join(home, path);
    await writeFile(file, content);
    await utimes(file, (NOW - age * 1_000) / 1_000, (NOW - age * 1_000) / 1_000);
    return file;
  };
  const found = async (...names: readonly string[]) =>
    (await folders.candidates("meridian", names)).map(({ path }) => path.slice(home.length + 1));

  it("are the inbox, the profile's own one and the configured ones, oldest file first", async () => {
    await put("inbox/2.der.txt", "b", 20);
    await put("inbox/meridian/1.DER.txt", "a", 30);
    await put("downloads/3.DER.TXT", "c", 10);
    await put("inbox/other/4.DER.txt", "d", 40);
    assert.deepEqual(await folders.candidates("meridian", ["*.DER.txt"]), [
      { path: join(home, "inbox/meridian/1.DER.txt"), sha256: sha256("a") },
      { path: join(home, "inbox/2.der.txt"), sha256: sha256("b") },
      { path: join(home, "downloads/3.DER.TXT"), sha256: sha256("c") },
    ]);
  });

  it("hold files for the profile they are named after only", async () => {
    await put("inbox/meridian/a.txt");
    const others = await folders.candidates("other", ["*.txt"]);
    assert.deepEqual(others, []);
    for (const name of ["..", "../other", ".", ""]) {
      assert.ok(
        folders.folders(name).every((folder) => [join(home, "inbox"), extra].includes(folder)),
      );
    }
  });

  it("are searched by name", async () => {
    await put("inbox/sofie.123.20261120.config");
    await put("inbox/1234.txt");
    await put("inbox/1234.txt.part");
    assert.deepEqual(await found("sofie.*.config"), ["inbox/sofie.123.20261120.config"]);
    assert.deepEqual(await found("????.TXT"), ["inbox/1234.txt"]);
    assert.deepEqual(await found(), []);
  });

  it("give a file only when it was left unchanged for a while", async () => {
    await put("inbox/a.txt", "half", 1);
    assert.deepEqual(await found("*.txt"), []);
    now += 1_001;
    assert.deepEqual(await found("*.txt"), ["inbox/a.txt"]);
    assert.deepEqual(reports, []);
  });

  it("report what has a wanted name and cannot be taken", async () => {
    await put("inbox/empty.txt", "");
    await put("inbox/large.txt", "x".repeat(101));
    await mkdir(join(home, "inbox/folder.txt"));
    await symlink("/etc/passwd", join(home, "inbox/link.txt"));
    await put("inbox/other.pdf", "");
    assert.deepEqual(await found("*.txt"), []);
    const reported = reports.map(({ path, reason }) => [path.slice(home.length + 7), reason]);
    assert.deepEqual(reported.toSorted(), [
      ["empty.txt", "empty"],
      ["folder.txt", "not-a-file"],
      ["large.txt", "too-large"],
      ["link.txt", "not-a-file"],
    ]);
  });

  it("report a folder that cannot be read, and go on with the others", async () => {
    await put("inbox/a.txt");
    await rm(extra, { recursive: true });
    await writeFile(extra, "not a folder");
    assert.deepEqual(await found("*.txt"), ["inbox/a.txt"]);
    assert.deepEqual(reports, [{ path: extra, reason: "unreadable", system: "ENOTDIR" }]);
  });

  it("are made for a profile that is to wait for a file, for the owner alone", async () => {
    await folders.prepare("meridian");
    await folders.prepare("new");
    assert.equal((await stat(join(home, "inbox", "new"))).mode & 0o777, 0o700);
    await folders.prepare("..");
    await folders.prepare("a/b");
    assert.deepEqual((await readdir(join(home, "inbox"))).toSorted(), ["meridian", "new", "other"]);
    assert.deepEqual(reports, []);
  });

  it("that cannot be made are reported, and nothing fails", async () => {
    await writeFile(join(home, "inbox", "full"), "a file");
    await folders.prepare("full");
    assert.deepEqual(reports, [
      { path: join(home, "inbox", "full"), reason: "unreadable", system: "EEXIST" },
    ]);
  });

  it("need not exist", async () => {
    await rm(join(home, "inbox"), { recursive: true });
    await rm(extra, { recursive: true });
    assert.deepEqual(await found("*"), []);
    assert.deepEqual(reports, []);
    assert.deepEqual(await readdir(home), [], "looking makes no folders");
  });
});
