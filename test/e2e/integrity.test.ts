import assert from "node:assert/strict";
import { appendFile, chmod, cp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { World } from "./world.js";
import { allAnswers } from "./world-options.js";

describe("A journal that is damaged", function () {
  this.timeout(120_000);
  let world: World;
  before(async () => {
    world = await World.open({ now: "soon", simulator: { automatic: {} } });
    await world.renew({}, "");
    for (const suffix of ["-wal", "-shm"]) {
      await rm(join(world.home, `journal.db${suffix}`), { force: true });
    }
    await cp(world.home, world.file("kept"), { recursive: true });
  });
  afterEach(async () => {
    await rm(world.home, { recursive: true });
    await cp(world.file("kept"), world.home, { recursive: true });
  });
  after(() => world[Symbol.asyncDispose]());

  const damages: readonly (readonly [string, (path: string) => Promise<void>])[] = [
    ["is empty", (path) => truncate(path, 0)],
    ["is cut off", async (path) => truncate(path, Math.floor((await stat(path)).size / 2))],
    [
      "is something else",
      (path) => writeFile(path, "not a database at all, but a text\n".repeat(200)),
    ],
    [
      "has lost its beginning",
      async (path) => {
        const content = await readFile(path);
        content.fill(0, 0, 100);
        await writeFile(path, content);
      },
    ],
  ];
  for (const [what, damage] of damages) {
    it(`is never taken for an empty one: it ${what}`, async () => {
      const path = join(world.home, "journal.db");
      await damage(path);
      const before = await readFile(path);
      for (const command of [["status"], ["renew"], ["resume"], ["list"], ["profile", "list"]]) {
        const { code, data } = await world.json(...command);
        assert.equal(code, 5, `${command.join(" ")}: ${JSON.stringify(data)}`);
        assert.match(data.error?.code ?? "", /^store\./);
      }
      assert.deepEqual(await readFile(path), before);
    });
  }

  it("is missed where keys and certificates are, rather than begun anew", async () => {
    await rm(join(world.home, "journal.db"));
    const { code, data } = await world.json("status");
    assert.equal(code, 5, JSON.stringify(data));
    assert.match(data.error?.code ?? "", /^(store|home)\./);
  });
});

describe("The audit log", function () {
  this.timeout(120_000);

  for (const [what, change] of [
    ["changed", `UPDATE audit SET data = '{"forged":true}' WHERE seq = 4`],
    ["removed", "DELETE FROM audit WHERE seq = 4"],
    ["cut off", "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)"],
    [
      "put in another order",
      "UPDATE audit SET seq = -1 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5; UPDATE audit SET seq = 5 WHERE seq = -1",
    ],
  ] as const) {
    it(`shows by its verification that a record was ${what}`, async () => {
      await using world = await World.open({ now: "soon", simulator: { automatic: {} } });
      await world.json("renew", "acme");
      const database = new DatabaseSync(join(world.home, "journal.db"));
      for (const { name } of database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'")
        .all()) {
        database.exec(`DROP TRIGGER ${String(name)}`);
      }
      database.exec(change);
      database.close();
      const { code, data } = await world.json("audit", "verify");
      assert.equal(data["ok"], false, JSON.stringify(data));
      assert.equal(code, 5);
    });
  }
});

describe("Secrets", function () {
  this.timeout(120_000);

  it("are refused on the command line, where every process could read them, and taken from a pipe", async () => {
    await using world = await World.open({ now: "soon" });
    const { "*/*/password-1": _, ...others } = allAnswers;
    await world.renew({ answers: others });
    const { id, wait } = await world.shown();
    assert.equal(wait?.key, "password-1");
    const password = JSON.stringify({ sofiePassword: world.secrets[0] });
    const refused = await world.json("answer", id, "password-1", password);
    assert.equal(refused.code, 3, JSON.stringify(refused.data));
    assert.ok(!JSON.stringify(refused.data).includes(world.secrets[0] ?? "-"));
    const bare = await world.json("answer", id, "password-1", world.secrets[0] ?? "");
    assert.equal(bare.code, 3, JSON.stringify(bare.data));
    const input = `${world.secrets[0]}\n`;
    const given = await world.cli(["answer", id, "password-1", "--stdin"], { input });
    assert.equal(given.code, 0, given.stdout + given.stderr);
    const ended = await world.resume({ answers: others });
    assert.equal(ended.code, 0, JSON.stringify(ended.data));
    assert.deepEqual(await world.leaks(), []);
  });

  it("are not taken from a file that others may read", async () => {
    await using world = await World.open({ now: "soon" });
    await chmod(world.file("password"), 0o644);
    const refused = await world.renew();
    assert.equal(refused.code, 3, JSON.stringify(refused.data));
    assert.equal(refused.data.renewals?.[0]?.error?.code, "secret-file.open-to-others");
    await chmod(world.file("password"), 0o600);
    assert.equal((await world.resume()).code, 0);
  });

  it("are not taken from an answers file in clear", async () => {
    await using world = await World.open({ now: "soon" });
    const clear = { ...allAnswers, "*/*/password-1": { sofiePassword: world.secrets[0] } };
    const refused = await world.renew({ answers: clear });
    assert.equal(refused.code, 3, JSON.stringify(refused.data));
    assert.equal(refused.data.renewals?.[0]?.error?.code, "answers.secret-in-clear");
    assert.deepEqual(await world.leaks(), []);
  });

  it("with a wrong passphrase stay closed, and nothing is lost", async () => {
    await using world = await World.open({ now: "soon", simulator: { automatic: {} } });
    await world.renew({}, "");
    world.simulator.automatic = { approveAfter: 0, configurationAfter: 0 };
    await world.simulator.orders.approve(1234, {});
    await world.writePrivate("passphrase", "another passphrase altogether");
    const refused = await world.resume();
    assert.ok([3, 5].includes(refused.code ?? 0), JSON.stringify(refused.data));
    assert.match(JSON.stringify(refused.data), /keys\./);
    await world.writePrivate("passphrase", world.secrets[1] ?? "");
    assert.equal((await world.resume()).code, 0);
    assert.deepEqual(world.counted(), world.once);
  });

  it("are kept where nobody else may read", async () => {
    await using world = await World.open({ now: "soon", simulator: { automatic: {} } });
    await world.renew({}, "");
    await appendFile(join(world.home, "logs", "perennial.log"), "");
    for (const name of ["", "journal.db", "keys", "logs", "artifacts", "inbox"]) {
      const path = join(world.home, name);
      const { mode } = await stat(path).catch(() => ({ mode: 0 }));
      assert.equal(mode & 0o077, 0, `${name}: ${(mode & 0o777).toString(8)}`);
    }
  });
});
