import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newHome, openStore, removeHomes } from "../test-support/stores.js";
import { SecretVault } from "../software/secret-vault.js";
import { SoftwareKeyStore } from "../software/software-key-store.js";
import { StoreKey } from "../software/store-key.js";
import { Keyring } from "./keyring.js";
import type { KeyringEntry } from "./keyring.js";
import { PassphraseFile } from "./passphrase-file.js";
import { Passphrases } from "./passphrases.js";
import type { AskPassphrase, PassphraseQuestion } from "./passphrase-source.js";
import { SystemdCredential } from "./systemd-credential.js";

const identity = { home: "/home/zoe/.perennial", id: undefined };
const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString());

/** A keyring in memory. */
class MemoryKeyring {
  readonly entries = new Map<string, string>();
  readonly keyring = new Keyring((account): Promise<KeyringEntry> =>
    Promise.resolve({
      getPassword: () => Promise.resolve(this.entries.get(account) ?? null),
      setPassword: (password) => {
        this.entries.set(account, password);
        return Promise.resolve();
      },
      deleteCredential: () => Promise.resolve(this.entries.delete(account)),
    }),
  );
}

const absent = new Keyring(() => Promise.reject(new Error("No D-Bus session.")));

function file(content: string | Uint8Array, mode = 0o600): string {
  const path = join(newHome(), "passphrase");
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

after(removeHomes);

describe("A passphrase file", function () {
  this.timeout(120_000);

  it("gives its line, whatever line end it has and however its letters are composed", async () => {
    for (const content of ["Zoe\u0308 and words", "Zoë and words\n", "Zoë and words\r\n"]) {
      assert.equal(text(await new PassphraseFile(file(content)).find()), "Zoë and words");
    }
  });

  it("is refused when others can read or write it", async () => {
    for (const mode of [0o640, 0o604, 0o620, 0o644, 0o666]) {
      await assert.rejects(new PassphraseFile(file("a passphrase", mode)).find(), {
        code: "keys.passphrase-file-open",
      });
    }
  });

  it("is refused when it is a link, a folder, far too large, or someone else's", async () => {
    const target = file("a passphrase");
    const link = `${target}-link`;
    symlinkSync(target, link);
    const folder = `${target}-folder`;
    mkdirSync(folder);
    const refused = [link, folder, file("x".repeat(5000))];
    if (process.getuid?.() === 0) {
      const theirs = file("a passphrase");
      chownSync(theirs, 12_345, 12_345);
      refused.push(theirs);
    }
    for (const path of refused) {
      await assert.rejects(new PassphraseFile(path).find(), { code: "keys.passphrase-file-open" });
    }
  });

  it("is told from one that is not there, is empty, or is no text", async () => {
    await assert.rejects(new PassphraseFile("/nowhere/at/all").find(), {
      code: "keys.passphrase-file-missing",
      retry: { untilFixed: true },
    });
    for (const content of ["", "\n", Uint8Array.of(0xff, 0xfe, 0x00)]) {
      await assert.rejects(new PassphraseFile(file(content)).find(), {
        code: "keys.passphrase-file-unusable",
      });
    }
  });
});

describe("A systemd credential", function () {
  this.timeout(120_000);

  it("is read from the folder that systemd names, and is nothing where there is none", async () => {
    const folder = newHome();
    assert.equal(await new SystemdCredential(undefined).find(), null);
    assert.equal(await new SystemdCredential(folder).find(), null);
    writeFileSync(join(folder, "perennial-passphrase"), "from systemd\n");
    assert.equal(text(await new SystemdCredential(folder).find()), "from systemd");
  });
});

describe("The system's keyring", function () {
  this.timeout(120_000);

  it("is no error where there is none", async () => {
    assert.equal(await absent.find(identity), null);
    assert.equal(await absent.keep(identity, Buffer.from("x")), false);
    assert.equal(await absent.isUsable(identity), false);
    assert.equal(absent.problem, "No D-Bus session.");
  });

  it("prefers the entry of the store to the one a person made for the home", async () => {
    const { keyring, entries } = new MemoryKeyring();
    entries.set(identity.home, "by hand");
    assert.equal(text(await keyring.find({ ...identity, id: "ab" })), "by hand");
    await keyring.keep({ ...identity, id: "ab" }, Buffer.from("generated"));
    assert.equal(text(await keyring.find({ ...identity, id: "ab" })), "generated");
    assert.equal(text(await keyring.find(identity)), "by hand");
  });

  it("does not crash the process where the real one is missing", async () => {
    const real = new Keyring();
    const found = await real.find({ home: "/no/such/home/of/perennial", id: "test" });
    assert.equal(found, null);
  });
});

describe("Where the passphrase comes from", function () {
  this.timeout(120_000);

  const asked: PassphraseQuestion[] = [];
  const ask: AskPassphrase = (question) => {
    asked.push(question);
    return Promise.resolve({ passphrase: "asked for this one" });
  };
  beforeEach(() => asked.splice(0));

  it("is the first source that has one; a person is asked only after all", async () => {
    const { keyring, entries } = new MemoryKeyring();
    const sources = [keyring, new PassphraseFile(file("from the file"))];
    const passphrases = new Passphrases(sources, ask);
    assert.equal(text(await passphrases.find(identity)), "from the file");
    entries.set(identity.home, "from the keyring");
    assert.equal(text(await passphrases.find(identity)), "from the keyring");
    assert.equal(asked.length, 0);
    assert.equal(text(await new Passphrases([absent], ask).find(identity)), "asked for this one");
    assert.equal(asked.at(-1)?.purpose, "unlock");
  });

  it("leaves the store locked where nobody answers", async () => {
    for (const [passphrases, store] of [
      [new Passphrases([absent]), "made"],
      // Somebody was asked and typed nothing: that nobody could be asked would not be true.
      [new Passphrases([], () => Promise.resolve(null)), "untyped"],
    ] as const) {
      await assert.rejects(passphrases.find(identity), {
        code: "keys.store-locked",
        params: { home: identity.home, store },
        retry: { untilFixed: true },
      });
      // Nothing is locked where nothing was made.
      await assert.rejects(passphrases.choose(identity), {
        code: "keys.store-locked",
        params: { home: identity.home, store: "none" },
        retry: { untilFixed: true },
      });
    }
  });

  it("is refused for a new store when it is shorter than twelve characters", async () => {
    const short = () => Promise.resolve({ passphrase: "élèvent 11." });
    await assert.rejects(new Passphrases([], short).choose(identity), {
      code: "keys.passphrase-too-short",
      params: { min: 12 },
    });
  });

  it("is not read for anything that needs no private key", async () => {
    const { keys, secrets } = openStore(newHome(), ask);
    assert.deepEqual(await keys.list(), []);
    assert.equal(await keys.find(await keys.newId()), null);
    assert.equal(await secrets.find("profile", "password"), null);
    assert.deepEqual(asked, []);
  });

  it("is asked for once, and again after a wrong one only when something is needed again", async () => {
    const home = newHome();
    await openStore(home).storeKey.unlock();
    const { storeKey } = openStore(home, ask);
    await assert.rejects(storeKey.unlock(), { code: "keys.wrong-passphrase" });
    assert.equal(asked.length, 1);
    await assert.rejects(storeKey.unlock(), { code: "keys.wrong-passphrase" });
    assert.equal(asked.length, 2);
  });

  it("can be made by Perennial and kept in the keyring, under the store's id", async () => {
    const home = newHome();
    const { keyring, entries } = new MemoryKeyring();
    const generate: AskPassphrase = ({ canGenerate }) => {
      assert.equal(canGenerate, true);
      return Promise.resolve({ generate: true });
    };
    const open = (answer?: AskPassphrase) =>
      new StoreKey(home, new Passphrases([keyring], answer, keyring));
    const keys = new SoftwareKeyStore(open(generate));
    const id = await keys.newId();
    await keys.generate({ id, algorithm: "ec-p256", label: "x" });
    const [account = ""] = entries.keys();
    assert.match(account.slice(home.length), /^#[0-9a-f]{16}$/u);
    await (await new SoftwareKeyStore(open()).signer(id)).sign(Buffer.from("x"), "sha256");
    await new SecretVault(open()).keep("p", "n", "v");
    assert.equal(entries.size, 1);
  });

  it("is not made where the keyring could not keep it", async () => {
    const home = newHome();
    const generate: AskPassphrase = () => Promise.resolve({ generate: true });
    const storeKey = new StoreKey(home, new Passphrases([absent], generate, absent));
    await assert.rejects(storeKey.unlock(), { code: "keys.keyring-unusable" });
    assert.equal(await storeKey.exists(), false);
  });
});
