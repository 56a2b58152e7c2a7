import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFile, copyFile, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore, type RenewalStore } from "@perennial/store";
import { StoreInventory } from "./store-inventory.js";

const now = Date.parse("2026-11-20T09:00:00Z");

describe("the inventory", () => {
  let folder: string;
  let store: RenewalStore;
  let inventory: StoreInventory;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "perennial-inventory-"));
    make("short.pem", "/CN=short", 10);
    make("long.pem", "/CN=long", 400);
    make("ca.pem", "/CN=ca", 900, true);
    make("other-ca.pem", "/CN=other ca", 900, true);
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    store = await openSqliteStore({ path: ":memory:" });
    const at = new Date(now).toISOString();
    const profile = {
      id: "meridian",
      provider: "acme.mail",
      values: {},
      createdAt: at,
      updatedAt: at,
    };
    await store.putProfile(profile, "new");
    inventory = new StoreInventory(store, { now: () => now });
  });
  afterEach(() => store.close());

  function make(name: string, subject: string, days: number, isCa = false): void {
    const extension = `basicConstraints=critical,CA:${isCa ? "TRUE" : "FALSE"}`;
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        join(folder, `${name}.key`),
        "-out",
        join(folder, name),
        "-subj",
        subject,
        "-days",
        String(days),
        "-addext",
        extension,
      ],
      { stdio: "ignore" },
    );
  }
  function read(name: string) {
    return inventory.read({ profileId: "meridian", account: "MAIN", path: join(folder, name) });
  }
  async function join3(name: string, ...parts: readonly string[]): Promise<void> {
    await writeFile(join(folder, name), "");
    for (const part of parts)
      await appendFile(join(folder, name), await readFile(join(folder, part)));
  }
  async function add(name: string): Promise<string> {
    const path = join(folder, `current-${name}`);
    await copyFile(join(folder, name), path);
    await inventory.put(await inventory.read({ profileId: "meridian", account: "MAIN", path }));
    return path;
  }

  it("takes of several certificates the holder's own that ends last", async () => {
    await join3("chain.pem", "ca.pem", "short.pem", "long.pem");
    const { record, remarks } = await read("chain.pem");
    assert.equal(record.subject, "CN=long");
    assert.ok(remarks.includes("several-certificates"));
  });

  it("takes DER as well", async () => {
    execFileSync("openssl", [
      "x509",
      "-in",
      join(folder, "short.pem"),
      "-outform",
      "DER",
      "-out",
      join(folder, "short.der"),
    ]);
    assert.equal((await read("short.der")).record.subject, "CN=short");
  });

  it("takes a single certificate that says it is a CA's: many old ones do", async () => {
    assert.equal((await read("ca.pem")).record.subject, "CN=ca");
  });

  it("takes none where only authorities are", async () => {
    await join3("authorities.pem", "ca.pem", "other-ca.pem");
    await assert.rejects(read("authorities.pem"), { code: "inventory.only-authorities" });
  });

  it("tells what is wrong with a file", async () => {
    await assert.rejects(read("none.pem"), { code: "inventory.unreadable" });
    await assert.rejects(read("."), { code: /inventory\.(not-a-file|unreadable)/ });
    await writeFile(join(folder, "text.pem"), "hello");
    await assert.rejects(read("text.pem"), { code: "certificates.none-found" });
    await writeFile(join(folder, "big.pem"), Buffer.alloc(1024 * 1024 + 1));
    await assert.rejects(read("big.pem"), { code: "inventory.too-large" });
    await assert.rejects(read("short.pem.key"), { code: "certificates.private-key" });
  });

  it("finds that nothing changed without reading the file again", async () => {
    const path = await add("short.pem");
    const { size } = await import("node:fs").then((fs) => fs.statSync(path));
    const [record] = await store.certificates();
    const first = await inventory.refresh();
    assert.deepEqual(first, [{ record, source: { state: "unchanged" } }]);
    // Same size and time, other content: only reading would tell.
    const time = new Date(1_000_000);
    await utimes(path, time, time);
    await inventory.refresh();
    await writeFile(path, "x".repeat(size));
    await utimes(path, time, time);
    assert.deepEqual(
      (await inventory.refresh()).map(({ source }) => source.state),
      ["unchanged"],
    );
  });

  it("records the certificate that lies there now, and keeps the one before", async () => {
    const path = await add("short.pem");
    await copyFile(join(folder, "long.pem"), path);
    await utimes(path, 2_000, 2_000);
    const [checked] = await inventory.refresh("meridian");
    assert.equal(checked?.source.state === "replaced" && checked.source.by.subject, "CN=long");
    const current = await store.certificates({ state: "current" });
    assert.deepEqual(
      current.map(({ subject }) => subject),
      ["CN=long"],
    );
    const previous = await store.certificates({ state: "previous" });
    assert.deepEqual(
      previous.map(({ subject }) => subject),
      ["CN=short"],
    );
  });

  it("says that a file is unreadable, and changes nothing", async () => {
    const path = await add("short.pem");
    const before = await store.certificates();
    for (const spoil of [() => writeFile(path, "gone bad"), () => rm(path)]) {
      await spoil();
      const [checked] = await inventory.refresh();
      assert.equal(checked?.source.state, "unreadable");
      assert.deepEqual(await store.certificates(), before);
    }
  });

  it("leaves certificates that are in Perennial's own keeping alone", async () => {
    const { record } = await read("short.pem");
    await store.putCertificate({ ...record, source: "store:00ff" }, new Date(now).toISOString());
    assert.deepEqual(
      (await inventory.refresh()).map(({ source }) => source.state),
      ["unchanged"],
    );
  });
});
