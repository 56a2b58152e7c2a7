import assert from "node:assert/strict";
import { join } from "node:path";
import { newHome, openStore, removeHomes } from "../test-support/stores.js";
import { altered, edit, signOnce, withKey } from "../test-support/keys.js";

after(removeHomes);

describe("The wrapped data key", function () {
  this.timeout(120_000);

  const kdf = (file: Record<string, unknown>) => file["kdf"] as Record<string, unknown>;
  const wrapped = (file: Record<string, unknown>) => file["dataKey"] as Record<string, unknown>;
  type Change = (file: Record<string, unknown>) => void;
  const changes: readonly (readonly [string, Change, string])[] = [
    ["format", (file) => (file["format"] = "x"), "keys.corrupt"],
    ["version", (file) => (file["version"] = 0), "keys.corrupt"],
    ["id", (file) => (file["id"] = "0".repeat(16)), "keys.wrong-passphrase"],
    ["id removed", (file) => delete file["id"], "keys.corrupt"],
    ["less memory", (file) => (kdf(file)["memory"] = 65_535), "keys.weak-protection"],
    ["fewer passes", (file) => (kdf(file)["passes"] = 2), "keys.weak-protection"],
    ["fewer lanes", (file) => (kdf(file)["parallelism"] = 1), "keys.weak-protection"],
    ["a short salt", (file) => (kdf(file)["salt"] = "AAAAAAAAAAA="), "keys.weak-protection"],
    [
      "another salt",
      (file) => (kdf(file)["salt"] = altered(kdf(file)["salt"])),
      "keys.wrong-passphrase",
    ],
    ["more passes", (file) => (kdf(file)["passes"] = 4), "keys.wrong-passphrase"],
    ["absurd memory", (file) => (kdf(file)["memory"] = 2 ** 40), "keys.corrupt"],
    ["another function", (file) => (kdf(file)["algorithm"] = "argon2d"), "keys.corrupt"],
    ["passes that are no number", (file) => (kdf(file)["passes"] = "3"), "keys.corrupt"],
    [
      "nonce",
      (file) => (wrapped(file)["nonce"] = altered(wrapped(file)["nonce"])),
      "keys.wrong-passphrase",
    ],
    [
      "tag",
      (file) => (wrapped(file)["tag"] = altered(wrapped(file)["tag"])),
      "keys.wrong-passphrase",
    ],
    [
      "ciphertext",
      (file) => (wrapped(file)["ciphertext"] = altered(wrapped(file)["ciphertext"])),
      "keys.wrong-passphrase",
    ],
    ["cipher", (file) => (wrapped(file)["cipher"] = "none"), "keys.corrupt"],
  ];
  for (const [field, change, code] of changes) {
    it(`is refused when it was changed: ${field}`, async () => {
      const { home, id } = await withKey();
      edit(join(home, "keys", "store.json"), change);
      await assert.rejects(signOnce(home, id), { code });
    });
  }

  it("is never made anew while there are keys or secrets", async () => {
    for (const left of ["keys", "secrets"] as const) {
      const store = openStore(newHome());
      if (left === "keys") {
        const id = await store.keys.newId();
        await store.keys.generate({ id, algorithm: "ec-p256", label: "x" });
      } else await store.secrets.keep("profile", "password", "x");
      const { unlinkSync } = await import("node:fs");
      unlinkSync(join(store.home, "keys", "store.json"));
      const { storeKey } = openStore(store.home);
      await assert.rejects(storeKey.unlock(), { code: "keys.corrupt" }, left);
      await assert.rejects(storeKey.exists(), { code: "keys.corrupt" }, left);
    }
  });

  it("opens with the passphrase and no other", async () => {
    const { home, id } = await withKey();
    const { keys } = openStore(home, () =>
      Promise.resolve({ passphrase: "correct horse battery" }),
    );
    const signer = await keys.signer(id);
    await assert.rejects(signer.sign(Buffer.from("x"), "sha256"), {
      code: "keys.wrong-passphrase",
    });
  });

  it("is forgotten when the store is locked", async () => {
    let asked = 0;
    const { home } = await withKey();
    const { storeKey } = openStore(home, () => {
      asked += 1;
      return Promise.resolve({ passphrase: "correct horse battery staple" });
    });
    const dataKey = await storeKey.unlock();
    assert.equal(await storeKey.unlock(), dataKey);
    await storeKey.lock();
    assert.ok(dataKey.every((octet) => octet === 0));
    await storeKey.unlock();
    assert.equal(asked, 2);
  });
});
