import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFiles } from "../files/file-operations.js";
import { newHome, openStore, removeHomes } from "../test-support/stores.js";

const nobody = () => Promise.resolve(null);

function secretFiles(home: string): readonly string[] {
  return readdirSync(join(home, "secrets")).map((name) => join(home, "secrets", name));
}

after(removeHomes);

describe("The vault of secrets", function () {
  this.timeout(120_000);

  it("gives back what it keeps, in another process too, and finds it without unlocking", async () => {
    const home = newHome();
    const ref = await openStore(home).secrets.keep("profile", "password", "Sécret €1");
    assert.deepEqual(await openStore(home, nobody).secrets.find("profile", "password"), ref);
    assert.equal(await openStore(home).secrets.reveal("profile", ref), "Sécret €1");
    await assert.rejects(openStore(home, nobody).secrets.reveal("profile", ref), {
      code: "keys.store-locked",
    });
  });

  it("writes no secret in the clear", async () => {
    const { home, secrets } = openStore(newHome());
    await secrets.keep("profile", "password", "Sécret €1");
    for (const file of secretFiles(home)) {
      const content = readFileSync(file, "utf8");
      assert.ok(!content.includes("Sécret"));
      assert.ok(!content.includes(Buffer.from("Sécret €1").toString("base64")));
    }
  });

  it("replaces a value under the same reference, which another renewal may hold; the old file goes", async () => {
    const { home, secrets } = openStore(newHome());
    const old = await secrets.keep("profile", "password", "old");
    const ref = await secrets.keep("profile", "password", "new");
    assert.deepEqual(ref, old);
    assert.equal(await secrets.reveal("profile", old), "new");
    assert.equal(secretFiles(home).length, 1);
  });

  it("gives a name another reference once it was forgotten", async () => {
    const { secrets } = openStore(newHome());
    const old = await secrets.keep("profile", "password", "old");
    await secrets.forget("profile", "password");
    const ref = await secrets.keep("profile", "password", "new");
    await assert.rejects(secrets.reveal("profile", old), { code: "secrets.not-found" });
    assert.equal(await secrets.reveal("profile", ref), "new");
  });

  it("keeps profiles apart", async () => {
    const { secrets } = openStore(newHome());
    const ref = await secrets.keep("one", "password", "of one");
    await secrets.keep("two", "password", "of two");
    await assert.rejects(secrets.reveal("two", ref), { code: "secrets.not-found" });
    await secrets.forgetAll("one");
    assert.equal(await secrets.find("one", "password"), null);
    assert.notEqual(await secrets.find("two", "password"), null);
  });

  it("forgets a profile of which nothing was ever kept, and makes no folder for it", async () => {
    const home = newHome();
    await openStore(home, nobody).secrets.forgetAll("one");
    assert.equal(existsSync(join(home, "secrets")), false);
  });

  it("forgets one name and leaves the others", async () => {
    const { secrets } = openStore(newHome());
    const kept = await secrets.keep("profile", "a", "1");
    const gone = await secrets.keep("profile", "b", "2");
    await secrets.forget("profile", "b");
    await secrets.forget("profile", "never there");
    assert.equal(await secrets.find("profile", "b"), null);
    await assert.rejects(secrets.reveal("profile", gone), { code: "secrets.not-found" });
    assert.equal(await secrets.reveal("profile", kept), "1");
  });

  it("takes names that objects have by themselves", async () => {
    const { secrets } = openStore(newHome());
    for (const name of ["constructor", "__proto__", "toString"]) {
      assert.equal(await secrets.find("profile", name), null, name);
      const ref = await secrets.keep("profile", name, `value of ${name}`);
      assert.deepEqual(await secrets.find("profile", name), ref, name);
      assert.equal(await secrets.reveal("profile", ref), `value of ${name}`);
    }
  });

  it("loses nothing when several processes keep secrets of a profile at once", async () => {
    const home = newHome();
    await openStore(home).storeKey.unlock();
    const stores = Array.from({ length: 4 }, () => openStore(home));
    await Promise.all(
      stores.map(async ({ secrets }, index) => {
        for (let round = 0; round < 3; round += 1) {
          await secrets.keep("profile", `${index}.${round}`, `value ${index}.${round}`);
        }
      }),
    );
    const { secrets } = openStore(home);
    for (let index = 0; index < 4; index += 1) {
      for (let round = 0; round < 3; round += 1) {
        const ref = await secrets.find("profile", `${index}.${round}`);
        assert.ok(ref !== null);
        assert.equal(await secrets.reveal("profile", ref), `value ${index}.${round}`);
      }
    }
    assert.equal(secretFiles(home).length, 1);
  });
});

describe("A process that writes secrets more slowly than others", function () {
  this.timeout(120_000);

  /** Keeps `late`, and has `meanwhile` happen when its file is written and not yet there. */
  const keptLate = async (home: string, meanwhile: () => Promise<void>) => {
    let happened = false;
    const link: typeof nodeFiles.link = async (...names) => {
      if (!happened) {
        happened = true;
        await meanwhile();
      }
      return nodeFiles.link(...names);
    };
    const slow = openStore(home, undefined, { ...nodeFiles, link });
    await slow.storeKey.unlock();
    await slow.secrets.keep("profile", "late", "late");
    assert.ok(happened);
  };
  const kept = async (home: string, names: readonly string[]) => {
    const { secrets } = openStore(home);
    const there: string[] = [];
    for (const name of names) {
      const ref = await secrets.find("profile", name);
      if (ref !== null && (await secrets.reveal("profile", ref)) === name) there.push(name);
    }
    return there;
  };
  const others = async (home: string) => {
    const { secrets } = openStore(home);
    for (const name of ["b", "c"]) await secrets.keep("profile", name, name);
  };

  for (const before of [0, 1]) {
    it(`loses nothing when its number was given and removed meanwhile (${before} kept before)`, async () => {
      const home = newHome();
      const store = openStore(home);
      await store.storeKey.unlock();
      if (before === 1) await store.secrets.keep("profile", "a", "a");
      await keptLate(home, () => others(home));
      const names = ["a", "b", "c", "late"].slice(1 - before);
      assert.deepEqual(await kept(home, ["a", "b", "c", "late"]), names);
      assert.equal(secretFiles(home).length, 1);
    });
  }

  it("does not bring back what was forgotten meanwhile", async () => {
    const home = newHome();
    const { secrets } = openStore(home);
    await secrets.keep("profile", "a", "a");
    await keptLate(home, () => secrets.forgetAll("profile"));
    assert.deepEqual(await kept(home, ["a", "late"]), ["late"]);
    assert.equal(secretFiles(home).length, 1);
  });
});

describe("A file of secrets that was changed", function () {
  this.timeout(120_000);

  type Change = (file: Record<string, unknown>) => void;
  const sealed = (file: Record<string, unknown>) => file["secrets"] as Record<string, unknown>;
  const flip = (part: string) => (file: Record<string, unknown>) => {
    const text = String(sealed(file)[part]);
    sealed(file)[part] = (text.startsWith("A") ? "B" : "A") + text.slice(1);
  };
  const changes: readonly (readonly [string, Change])[] = [
    ["format", (file) => (file["format"] = "x")],
    ["version", (file) => (file["version"] = 2)],
    ["profile", (file) => (file["profile"] = "other")],
    ["generation", (file) => (file["generation"] = 7)],
    ["names", (file) => (file["names"] = { ...(file["names"] as object), more: "x" })],
    ["nonce", flip("nonce")],
    ["tag", flip("tag")],
    ["ciphertext", flip("ciphertext")],
    ["cipher", (file) => (sealed(file)["cipher"] = "none")],
  ];
  for (const [field, change] of changes) {
    it(`is refused: ${field}`, async () => {
      const { home, secrets } = openStore(newHome());
      const ref = await secrets.keep("profile", "password", "x");
      const [path = ""] = secretFiles(home);
      const file = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
      change(file);
      writeFileSync(path, JSON.stringify(file));
      await assert.rejects(secrets.reveal("profile", ref), { code: "keys.corrupt" });
      await assert.rejects(secrets.keep("profile", "more", "y"), { code: "keys.corrupt" });
    });
  }

  it("is refused under the name of another profile", async () => {
    const { home, secrets } = openStore(newHome());
    const ref = await secrets.keep("one", "password", "x");
    await secrets.keep("two", "password", "y");
    const [first = "", second = ""] = secretFiles(home);
    renameSync(first, second);
    for (const profile of ["one", "two"]) {
      const refused = await secrets.reveal(profile, ref).then(
        () => null,
        (error: unknown) => error,
      );
      assert.ok(refused !== null, profile);
    }
  });
});
