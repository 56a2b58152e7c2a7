import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { newHome, openStore, removeHomes } from "../test-support/stores.js";

const worker = join(
  dirname(fileURLToPath(import.meta.url)),
  "..",
  "test-support",
  "crash-worker.js",
);
const id = "00112233445566778899aabbccddeeff";

function run(home: string, crashAt: number) {
  return spawnSync(process.execPath, [worker, home, id, String(crashAt)], { encoding: "utf8" });
}

/** What a later process finds is whole, and it can go on: make the key if it is not there. */
async function goesOn(home: string): Promise<void> {
  const { keys, secrets } = openStore(home);
  if ((await keys.find(id)) === null) await keys.generate({ id, algorithm: "ec-p256", label: "x" });
  await (await keys.signer(id)).sign(Buffer.from("x"), "sha256");
  const ref = await secrets.find("profile", "password");
  if (ref !== null) assert.match(await secrets.reveal("profile", ref), /^(?:first|second)$/u);
  await secrets.keep("profile", "other", "value");
  assert.deepEqual(
    (await keys.list()).map((key) => key.id),
    [id],
  );
  for (const folder of ["keys", "secrets"]) {
    const names = existsSync(join(home, folder)) ? readdirSync(join(home, folder)) : [];
    assert.deepEqual(
      names.filter((name) => name.endsWith(".tmp")),
      [],
      folder,
    );
    assert.equal(names.length, folder === "keys" ? 2 : 1, folder);
  }
}

describe("SIGKILL", function () {
  this.timeout(120_000);
  after(removeHomes);

  it("before any one file operation leaves a store that the next process goes on with", async () => {
    const whole = run(newHome(), -1);
    assert.equal(whole.status, 0, whole.stderr);
    const operations = Number(whole.stdout);
    assert.ok(operations > 20, `only ${operations} operations`);
    for (let crashAt = 0; crashAt < operations; crashAt += 1) {
      const home = newHome();
      assert.equal(run(home, crashAt).signal, "SIGKILL", `at ${crashAt}`);
      await goesOn(home);
    }
  });

  it("in one of several processes that create the store at once leaves one data key for all", async () => {
    const home = newHome();
    const ids = ["a", "b", "c", "d"].map((digit) => digit.repeat(32));
    const children = ids.map((one, index) =>
      spawn(process.execPath, [worker, home, one, index === 0 ? "6" : "-1"], { stdio: "ignore" }),
    );
    const ends = await Promise.all(children.map((child) => once(child, "exit")));
    assert.deepEqual(
      ends.slice(1).map(([code]) => code as unknown),
      [0, 0, 0],
    );
    const { keys } = openStore(home);
    for (const one of ids.slice(1)) {
      await (await keys.signer(one)).sign(Buffer.from("x"), "sha256");
    }
    const stores = readdirSync(join(home, "keys")).filter((name) => name === "store.json");
    assert.equal(stores.length, 1);
  });
});
