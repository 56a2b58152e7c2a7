import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStore, removeHomes } from "../test-support/stores.js";
import type { TestStore } from "../test-support/stores.js";
import { altered, edit, signOnce, withKey } from "../test-support/keys.js";

after(removeHomes);

describe("A key file that was changed", function () {
  this.timeout(120_000);

  const another = async ({ home, keys }: TestStore): Promise<Record<string, unknown>> => {
    const id = await keys.newId();
    await keys.generate({ id, algorithm: "ec-p256", label: "other" });
    return JSON.parse(readFileSync(join(home, "keys", `${id}.json`), "utf8")) as Record<
      string,
      unknown
    >;
  };
  type Change = (file: Record<string, unknown>, other: Record<string, unknown>) => void;
  const sealed = (file: Record<string, unknown>) => file["privateKey"] as Record<string, unknown>;
  const changes: readonly (readonly [string, Change])[] = [
    ["format", (file) => (file["format"] = "other")],
    ["version", (file) => (file["version"] = 2)],
    ["id", (file) => (file["id"] = "0".repeat(32))],
    ["algorithm", (file) => (file["algorithm"] = "ec-p384")],
    ["label", (file) => (file["label"] = "another label")],
    ["label removed", (file) => delete file["label"]],
    ["spki", (file, other) => (file["spki"] = other["spki"])],
    ["spki damaged", (file) => (file["spki"] = altered(file["spki"]))],
    ["nonce", (file) => (sealed(file)["nonce"] = altered(sealed(file)["nonce"]))],
    ["short nonce", (file) => (sealed(file)["nonce"] = "AAAA")],
    ["tag", (file) => (sealed(file)["tag"] = altered(sealed(file)["tag"]))],
    ["short tag", (file) => (sealed(file)["tag"] = "AAAAAA==")],
    ["ciphertext", (file) => (sealed(file)["ciphertext"] = altered(sealed(file)["ciphertext"]))],
    ["cipher", (file) => (sealed(file)["cipher"] = "aes-256-ctr")],
    ["another key's private half", (file, other) => (file["privateKey"] = other["privateKey"])],
    [
      "another key's halves both",
      (file, other) =>
        Object.assign(file, { spki: other["spki"], privateKey: other["privateKey"] }),
    ],
  ];
  for (const [field, change] of changes) {
    it(`is refused: ${field}`, async () => {
      const made = await withKey();
      const other = await another(made);
      edit(made.path, (file) => void change(file, other));
      await assert.rejects(signOnce(made.home, made.id), { code: "keys.corrupt" });
    });
  }

  for (const [title, content] of [
    ["empty", ""],
    ["cut off", '{"format": "perennial-key", "vers'],
    ["no object", "[]"],
    ["binary", Uint8Array.of(0xff, 0x00, 0x80)],
  ] as const) {
    it(`is never taken for an absent key: ${title}`, async () => {
      const { home, id, path } = await withKey();
      writeFileSync(path, content);
      const { keys } = openStore(home);
      await assert.rejects(keys.find(id), { code: "keys.corrupt" });
      await assert.rejects(keys.list(), { code: "keys.corrupt" });
      const again = keys.generate({ id, algorithm: "ec-p256", label: "x" });
      await assert.rejects(again, { code: "keys.corrupt" });
    });
  }

  it("is refused as a file that does not belong among the keys", async () => {
    const { home, keys } = await withKey();
    writeFileSync(join(home, "keys", "mine.json"), "{}", { mode: 0o600 });
    await assert.rejects(keys.list(), { code: "keys.corrupt" });
  });
});
