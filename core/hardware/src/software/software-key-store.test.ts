import assert from "node:assert/strict";
import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPublicKey, verify } from "node:crypto";
import { PerennialError } from "@perennial/api";
import { createRequest, readRequest } from "@perennial/pki";
import { newHome, openStore, removeHomes } from "../test-support/stores.js";
import { signOnce, withKey } from "../test-support/keys.js";
import { skipBecause } from "../test-support/skip-because.js";

const posix = process.platform !== "win32";
const nobody = () => Promise.resolve(null);

after(removeHomes);

describe("The software key store", function () {
  this.timeout(120_000);

  it("makes keys that another process finds, lists and signs with", async () => {
    const { home, id, key } = await withKey("rsa-2048");
    const { keys } = openStore(home);
    assert.deepEqual(await keys.find(id), key);
    assert.deepEqual(await keys.list(), [key]);
    const signer = await keys.signer(id);
    const signature = await signer.sign(Buffer.from("text"), "sha256");
    const spki = { key: Buffer.from(key.spki, "base64"), format: "der", type: "spki" } as const;
    assert.ok(verify("sha256", Buffer.from("text"), createPublicKey(spki), signature));
    const request = await createRequest({ subject: { commonName: "Zoë" } }, signer);
    assert.equal((await readRequest(Buffer.from(request.pem))).spkiHash, key.spkiHash);
  });

  it("shows public halves without a passphrase, and asks for it when it signs", async () => {
    const { home, id, key } = await withKey();
    const { keys } = openStore(home, nobody);
    assert.deepEqual(await keys.find(id), key);
    assert.deepEqual(await keys.list(), [key]);
    const signer = await keys.signer(id);
    await assert.rejects(signer.sign(Buffer.from("x"), "sha256"), { code: "keys.store-locked" });
  });

  it("never replaces a key: the same identifier again is refused", async () => {
    const { home, id, key } = await withKey();
    for (const { keys } of [openStore(home), openStore(home)]) {
      await assert.rejects(keys.generate({ id, algorithm: "ec-p384", label: "again" }), {
        code: "keys.exists",
      });
    }
    assert.deepEqual(await openStore(home).keys.find(id), key);
  });

  it("lets one of two win that make the same key at once", async () => {
    const home = newHome();
    const stores = [openStore(home), openStore(home)];
    const id = "00112233445566778899aabbccddeeff";
    const results = await Promise.allSettled(
      stores.map(({ keys }) => keys.generate({ id, algorithm: "ec-p256", label: "x" })),
    );
    const made = results.filter(({ status }) => status === "fulfilled");
    const refused = results.filter((result) => result.status === "rejected");
    assert.equal(made.length, 1);
    assert.ok(PerennialError.is(refused[0]?.reason, "keys.exists"));
    await signOnce(home, id);
  });

  it("takes no identifier that is none", async () => {
    const { keys } = openStore(newHome());
    for (const id of [
      "",
      "../store",
      "store",
      "ABCDEF00112233445566778899aabbcc",
      "0".repeat(31),
    ]) {
      await assert.rejects(keys.find(id), { code: "keys.bad-id" });
      await assert.rejects(keys.generate({ id, algorithm: "ec-p256", label: "x" }), {
        code: "keys.bad-id",
      });
    }
  });

  it("gives new identifiers of 16 bytes", async () => {
    const { keys } = openStore(newHome());
    const ids = await Promise.all(Array.from({ length: 50 }, () => keys.newId()));
    assert.equal(new Set(ids).size, 50);
    for (const id of ids) assert.match(id, /^[0-9a-f]{32}$/u);
  });

  it("says that a key is not there instead of signing with nothing", async () => {
    const { keys } = openStore(newHome());
    await assert.rejects(keys.signer("0".repeat(32)), { code: "keys.not-found" });
    await assert.rejects(keys.encryptedFiles(["0".repeat(32)]), { code: "keys.not-found" });
  });

  it("names the files of a backup: the wrapped data key and the keys, all of them encrypted", async () => {
    const { keys, home, id, path } = await withKey();
    const files = await keys.encryptedFiles([id, id]);
    assert.deepEqual(files, [join(home, "keys", "store.json"), path]);
    assert.deepEqual(await keys.encryptedFiles([]), []);
    const restored = newHome();
    const { storeKey } = openStore(restored);
    await storeKey.keys.prepare();
    for (const file of files) {
      const name = file.slice(file.lastIndexOf("/") + 1);
      writeFileSync(join(restored, "keys", name), readFileSync(file), { mode: 0o600 });
    }
    await signOnce(restored, id);
  });

  it("keeps files and folders to their owner", async function () {
    if (!posix) skipBecause(this, "files have no modes on Windows");
    const { home } = await withKey();
    const folder = join(home, "keys");
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    for (const name of readdirSync(folder)) {
      assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
    }
  });

  it("is not used when others can reach a file or the folder", async function () {
    if (!posix) skipBecause(this, "files have no modes on Windows");
    const { home, id, path } = await withKey();
    for (const [target, mode, right] of [
      [path, 0o640, 0o600],
      [join(home, "keys", "store.json"), 0o604, 0o600],
      [join(home, "keys"), 0o750, 0o700],
    ] as const) {
      chmodSync(target, mode);
      await assert.rejects(signOnce(home, id), { code: "keys.permissions-too-open" }, target);
      chmodSync(target, right);
    }
    await signOnce(home, id);
  });
});
