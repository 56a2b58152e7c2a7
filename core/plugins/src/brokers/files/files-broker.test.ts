import type { PerennialError, Permissions } from "@perennial/api";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TestWorld } from "../test-support.js";
import { Artifacts } from "./artifacts.js";
import { diskError, sha256 } from "./atomic-write.js";
import { FilesBroker } from "./files-broker.js";
import { skipBecause } from "../../testing/skip-because.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const PERMISSIONS: Permissions = {
  files: { out: "write", roots: "read", data: "backup" },
};

describe("Files for plugins", () => {
  let world: TestWorld;
  let broker: FilesBroker;
  let out: string;
  let data: string;

  beforeEach(async () => {
    world = await TestWorld.open();
    out = join(world.folder, "out");
    data = join(world.folder, "data");
    await mkdir(join(data, "keys", "private"), { recursive: true });
    await writeFile(join(data, "properties"), "a=b");
    await writeFile(join(data, "keys", "private", "1.key"), "key one");
    await writeFile(join(world.folder, "roots.pem"), "roots");
    broker = brokerOf();
  });
  afterEach(() => world.close());

  const brokerOf = (profile = {}, renewal = "r-1") =>
    world.broker(FilesBroker, PERMISSIONS, {
      renewal,
      profile: { out, data, roots: join(world.folder, "roots.pem"), ...profile },
    });

  describe("given to a renewal", () => {
    const take = (name: string, maxBytes = 100) =>
      world.container.resolve(Artifacts).take("r-1", join(world.folder, name), maxBytes);

    it("are the host's own copy, private, and the same reference for the same content", async () => {
      await writeFile(join(world.folder, "1234.txt"), "certificate");
      const ref = await take("1234.txt");
      assert.deepEqual(
        { name: ref.name, size: ref.size, sha256: ref.sha256 },
        { name: "1234.txt", size: 11, sha256: sha256(Buffer.from("certificate")) },
      );
      assert.deepEqual(await take("1234.txt"), ref);
      await writeFile(join(world.folder, "1234.txt"), "changed");
      assert.equal(await broker.read(ref.handle), base64("certificate"));
      const folder = join(world.home, "artifacts", "r-1");
      const [stored = ""] = await readdir(folder);
      if (process.platform !== "win32") {
        assert.equal((await stat(join(folder, stored))).mode & 0o777, 0o600);
      }
    });

    it("are not waited for when they are named pipes", async function () {
      if (process.platform === "win32") skipBecause(this, "no named pipes on Windows");
      execFileSync("mkfifo", [join(world.folder, "pipe")]);
      await assert.rejects(take("pipe"), { code: "files.not-a-file" });
    });

    it("are only read by the renewal they were given to", async () => {
      await writeFile(join(world.folder, "a.txt"), "a");
      const { handle } = await take("a.txt");
      await assert.rejects(brokerOf({}, "r-2").read(handle), { code: "files.not-given" });
      await assert.rejects(broker.read(handle.replace("r-1/", "r-1/../r-1/")), {
        code: "files.not-given",
      });
    });

    it("are not used when their copy was tampered with", async () => {
      await writeFile(join(world.folder, "a.txt"), "a");
      const { handle } = await take("a.txt");
      await writeFile(join(world.home, "artifacts", handle.replace("artifact:", "")), "b");
      await assert.rejects(broker.read(handle), { code: "files.changed" });
    });

    it("are refused with what is wrong with them", async () => {
      await writeFile(join(world.folder, "empty"), "");
      await writeFile(join(world.folder, "large"), "x".repeat(101));
      await mkdir(join(world.folder, "folder"));
      for (const [name, code] of [
        ["absent", "files.not-found"],
        ["folder", "files.not-a-file"],
        ["empty", "files.empty"],
        ["large", "files.too-large"],
      ] as const) {
        await assert.rejects(take(name), { code });
      }
    });

    it("are not copied with a private key in them, however it is written", async () => {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const pkcs8 = privateKey.export({ format: "der", type: "pkcs8" });
      const pem = privateKey.export({ format: "pem", type: "sec1" }).toString();
      const wide = Buffer.from(`\ufeff${pem}`, "utf16le");
      const request =
        "-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----\n";
      const sec1 = privateKey.export({ format: "der", type: "sec1" });
      const contents = [request + pem, pkcs8, sec1, pkcs8.toString("base64"), wide];
      for (const content of contents) {
        await writeFile(join(world.folder, "both.csr"), content);
        await assert.rejects(take("both.csr", 1_000), {
          code: "files.private-key",
          effect: "none",
        });
      }
      await assert.rejects(readdir(join(world.home, "artifacts")), { code: "ENOENT" });
      await writeFile(join(world.folder, "both.csr"), request);
      assert.equal((await take("both.csr", 1_000)).name, "both.csr");
    });

    it("may have any name the sender's system allowed", async () => {
      await writeFile(join(world.folder, "Order #12: (été)?.DER.txt"), "c");
      const ref = await take("Order #12: (été)?.DER.txt");
      assert.equal(ref.name, "Order_12_été_.DER.txt");
      assert.equal(await broker.read(ref.handle), base64("c"));
    });
  });

  it("of the profile are read where the manifest says so", async () => {
    assert.equal(await broker.read("profile:roots"), base64("roots"));
    for (const field of ["out", "absent", "toString"]) {
      await assert.rejects(broker.read(`profile:${field}`), { code: "plugin.permission-denied" });
    }
    await assert.rejects(brokerOf({ roots: "relative.pem" }).read("profile:roots"), {
      code: "files.not-allowed",
    });
  });

  describe("saved for the person", () => {
    it("are whole, and left alone when they are the same", async () => {
      const request = { folder: "out", name: "MAIN-20261120.pem", content: base64("csr") };
      const saved = await broker.save(request);
      assert.equal(await readFile(saved.path, "utf8"), "csr");
      const before = await stat(saved.path);
      assert.deepEqual(await broker.save(request), saved);
      assert.equal((await stat(saved.path)).ino, before.ino);
      assert.deepEqual(await readdir(out), ["MAIN-20261120.pem"]);
    });

    it("never replace a file with another content, nor a link", async () => {
      const request = { folder: "out", name: "a.pem", content: base64("new") };
      await mkdir(out);
      await writeFile(join(out, "a.pem"), "old");
      await assert.rejects(broker.save(request), { code: "files.exists", effect: "none" });
      assert.equal(await readFile(join(out, "a.pem"), "utf8"), "old");
      await rm(join(out, "a.pem"));
      await symlink(join(world.folder, "elsewhere"), join(out, "a.pem"));
      await assert.rejects(broker.save(request), { code: "files.exists" });
      assert.deepEqual(await readdir(out), ["a.pem"]);
    });

    it("go to the profile's export folder without another", async () => {
      const { path } = await broker.save({ name: "a.txt", content: base64("a") });
      assert.equal(path, join(world.home, "exports", "meridian", "a.txt"));
    });

    for (const name of [
      "",
      "..",
      "../a",
      "a/b",
      "a\\b",
      ".hidden",
      "CON",
      "nul.txt",
      "photo\u202Egpj.exe",
      "a\u2028b",
      "LPT1.pem",
      "a.",
      "a ",
      "a:b",
      "a\u0000b",
      "x".repeat(201),
    ]) {
      it(`are not named ${JSON.stringify(name.slice(0, 20))}`, async () => {
        await assert.rejects(broker.save({ folder: "out", name, content: "" }), {
          code: "files.bad-name",
        });
      });
    }
  });

  it("are listed by wildcards, case ignored, without folders", async () => {
    await mkdir(join(out, "MAIN-folder.pem"), { recursive: true });
    for (const name of ["MAIN-2.PEM", "MAIN-1.pem", "other.txt"])
      await writeFile(join(out, name), "x");
    const names = (await broker.list({ folder: "out", names: ["main-*.pem"] })).map(
      ({ name }) => name,
    );
    assert.deepEqual(names, ["MAIN-1.pem", "MAIN-2.PEM"]);
    assert.deepEqual(await broker.list({ names: ["*"] }), []);
  });

  describe("backed up", () => {
    const request = {
      label: "r-1",
      folder: "data",
      paths: ["properties", "keys/private", "loginhash"],
      keyIds: [],
    };

    it("are copied with a list of their hashes, and what is missing is told", async () => {
      const backup = await broker.backUp(request);
      assert.deepEqual(backup, {
        path: join(world.home, "backups", "meridian", "r-1"),
        files: 2,
        bytes: 10,
        missing: ["loginhash"],
      });
      assert.equal(await readFile(join(backup.path, "keys/private/1.key"), "utf8"), "key one");
      assert.deepEqual(await broker.findBackup("r-1"), backup);
      assert.equal(await broker.findBackup("r-2"), null);
      assert.deepEqual(await broker.backUp(request), backup, "the same again is the same backup");
      assert.deepEqual(await readdir(join(world.home, "backups", "meridian")), ["r-1"]);
    });

    it("are not found when one of them changed, is gone, or the list is torn", async () => {
      const { path } = await broker.backUp(request);
      const list = await readFile(join(path, "backup.json"), "utf8");
      const key = join(path, "keys/private/1.key");
      const damages = [
        () => writeFile(key, "key two"),
        () => rm(key),
        () => writeFile(join(path, "backup.json"), list.slice(0, -20)),
        () => writeFile(join(path, "backup.json"), list.replace("properties", "propertiez")),
        () => rm(join(path, "backup.json")),
      ];
      for (const damage of damages) {
        await damage();
        assert.equal(await broker.findBackup("r-1"), null);
        await writeFile(key, "key one");
        await writeFile(join(path, "backup.json"), list);
        assert.notEqual(await broker.findBackup("r-1"), null);
      }
    });

    it("never replace a damaged backup", async () => {
      const { path } = await broker.backUp(request);
      await writeFile(join(path, "properties"), "changed");
      await assert.rejects(broker.backUp(request), { code: "files.exists" });
      assert.equal(await readFile(join(path, "properties"), "utf8"), "changed");
      assert.deepEqual(await readdir(join(world.home, "backups", "meridian")), ["r-1"]);
    });

    it("do not leave the folder by ..", async () => {
      for (const path of ["../data", "keys/../../x", "/etc/passwd", "keys\\..\\..\\x"]) {
        await assert.rejects(broker.backUp({ ...request, paths: [path] }), {
          code: "files.not-allowed",
        });
      }
    });

    it("do not leave the folder by a link, not even below a named folder", async () => {
      await symlink(world.folder, join(data, "keys", "private", "up"));
      await assert.rejects(broker.backUp(request), { code: "files.not-allowed" });
      assert.equal(await broker.findBackup("r-1"), null);
    });

    it("include the keys of this profile as they lie in the store, encrypted", async () => {
      const [own, foreign] = ["a".repeat(32), "b".repeat(32)];
      await world.store.setSetting(
        `key-owner:${own}`,
        { renewal: "r-0", profileId: "meridian", account: "MAIN" },
        undefined,
        world.now,
      );
      const { path } = await broker.backUp({ ...request, paths: [], keyIds: [own] });
      assert.equal(
        await readFile(join(path, "perennial-keys", `${own}.json`), "utf8"),
        `sealed ${own}`,
      );
      await assert.rejects(broker.backUp({ ...request, label: "x", keyIds: [foreign] }), {
        code: "keys.not-yours",
      });
    });

    it("leave out keys on tokens, and name them with their tokens", async () => {
      const [inStore, onToken] = ["a".repeat(32), "b".repeat(32)];
      const owner = { renewal: "r-0", profileId: "meridian", account: "MAIN" };
      const place = "pkcs11:token=My%20card;serial=1";
      const { store, now } = world;
      await store.setSetting(`key-owner:${inStore}`, owner, undefined, now);
      await store.setSetting(`key-owner:${onToken}`, { ...owner, place }, undefined, now);
      const backup = await broker.backUp({
        ...request,
        paths: [],
        keyIds: [inStore, onToken, onToken],
      });
      assert.deepEqual(backup.onTokens, [{ id: onToken, token: "My card" }]);
      assert.deepEqual(await readdir(join(backup.path, "perennial-keys")), [`${inStore}.json`]);
      assert.deepEqual(await broker.findBackup("r-1"), backup);
    });

    it("need a field that may be backed up or written", async () => {
      for (const folder of ["roots", "absent"]) {
        await assert.rejects(broker.backUp({ ...request, folder }), {
          code: "plugin.permission-denied",
        });
      }
      assert.equal((await broker.backUp({ ...request, folder: "out" })).files, 0);
    });
  });

  it("on a full disk are an error that may be tried again", () => {
    for (const code of ["ENOSPC", "EDQUOT"]) {
      const error = diskError(Object.assign(new Error("full"), { code }), "/x") as PerennialError;
      assert.equal(error.code, "files.disk-full");
      assert.deepEqual([error.retry, error.effect], [{}, "none"]);
    }
  });
});
