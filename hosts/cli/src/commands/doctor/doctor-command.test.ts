import assert from "node:assert/strict";
import { chmod, mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import { jsonOf, TestClock } from "../../testing/run-command.js";
import { at } from "../../testing/views.js";
import { AdministrationBench } from "../../testing/administration-bench.js";

describe("doctor", () => {
  let bench: AdministrationBench;
  beforeEach(async () => {
    bench = await AdministrationBench.open();
  });
  afterEach(() => bench.close());

  type Findings = {
    findings: { check: string; severity: string; message: string; hint?: string }[];
  };
  async function examine() {
    const ran = await bench.run(["doctor", "--json"]);
    const { findings } = jsonOf(ran) as unknown as Findings;
    const notOk = findings.filter(({ severity }) => severity !== "ok");
    return {
      exitCode: ran.exitCode,
      notOk: notOk.map(({ check, severity }) => [check, severity]),
    };
  }
  beforeEach(() => mkdir(join(bench.home, "home"), { mode: 0o700 }));

  it("finds nothing wrong where nothing is", async () => {
    assert.deepEqual(await examine(), { exitCode: 0, notOk: [] });
    assert.match((await bench.run(["doctor"])).stdout, /No errors, no warnings/);
  });

  it("finds a home that others can look into", async () => {
    await chmod(join(bench.home, "home"), 0o755);
    assert.deepEqual(await examine(), { exitCode: 5, notOk: [["home-permissions", "error"]] });
  });

  it("finds a damaged journal and a broken audit log", async () => {
    bench.store.check = () => Promise.resolve(["page 3 is never used"]);
    bench.store.verifyAudit = () => Promise.resolve({ ok: false, seq: 3, problem: "missing" });
    assert.deepEqual(await examine(), {
      exitCode: 5,
      notOk: [
        ["journal", "error"],
        ["audit", "error"],
        ["journal-backups", "warning"],
      ],
    });
  });

  it("makes the other checks when one cannot be made, and counts it as an error", async () => {
    bench.store.check = () => Promise.reject(new PerennialError("store.io"));
    bench.keys.usable = false;
    assert.deepEqual(await examine(), {
      exitCode: 5,
      notOk: [
        ["journal", "error"],
        ["journal-backups", "warning"],
        ["keyring", "warning"],
      ],
    });
  });

  it("finds a clock that was set back", async () => {
    await bench.store.audit({ event: "test", data: {} }, "2026-11-20T10:00:00Z");
    assert.deepEqual(await examine(), { exitCode: 5, notOk: [["clock", "error"]] });
  });

  it("finds plugins with errors, and profiles without their plugin", async () => {
    const finding = {
      rule: "r",
      severity: "error",
      file: "f",
      path: "",
      message: { key: "m" },
      hint: { key: "h" },
    } as const;
    bench.plugins.findings = [finding];
    const profile = {
      id: "meridian",
      provider: "acme.mail",
      values: {},
      createdAt: at,
      updatedAt: at,
    };
    await bench.store.putProfile(profile, "new");
    bench.plugins.off.add("acme");
    assert.deepEqual(await examine(), {
      exitCode: 5,
      notOk: [
        ["plugins", "error"],
        ["providers", "error"],
      ],
    });
  });

  it("finds renewals that need someone", async () => {
    bench.engine.add({ id: "late", state: "waiting", late: true });
    assert.deepEqual(await examine(), { exitCode: 0, notOk: [["renewals", "warning"]] });
    bench.engine.add({ id: "failed", state: "failed" });
    assert.equal((await examine()).exitCode, 5);
  });

  it("finds a plugin that crashed too often, once for all its versions", async () => {
    const reason = { code: "plugin.crashed", params: {} };
    bench.plugins.quarantine = { since: "2026-11-20T08:00:00Z", crashes: 3, reason };
    assert.deepEqual(await examine(), { exitCode: 5, notOk: [["plugins", "error"]] });
    const { stdout } = await bench.run(["doctor"]);
    assert.match(stdout, /acme is in quarantine since 20 November 2026/);
    assert.match(stdout.replaceAll(/\s+/g, " "), /perennial plugins enable acme/);
  });

  it("lists the backups beside a journal that is damaged, or says that there is none", async () => {
    const folder = join(bench.home, "home");
    bench.store.check = () => Promise.resolve(["page 3 is never used"]);
    assert.deepEqual((await examine()).notOk, [
      ["journal", "error"],
      ["journal-backups", "warning"],
    ]);
    assert.match((await bench.run(["doctor"])).stdout, /There is no backup of the journal/);
    await writeFile(join(folder, "journal.db.schema-1.backup"), "");
    await writeFile(join(folder, "journal.db.schema-2.backup"), "");
    const { stdout } = await bench.run(["doctor"]);
    const joined = stdout.replaceAll(/\s+/g, "");
    assert.ok(joined.includes(join(folder, "journal.db.schema-1.backup").replaceAll(/\s+/g, "")));
    assert.ok(joined.includes("journal.db.schema-2.backup"));
    bench.store.check = () => Promise.reject(new PerennialError("store.corrupt", { path: folder }));
    assert.match((await bench.run(["doctor"])).stdout, /schema-2\.backup/);
  });

  it("finds files that an interrupted write left behind, but not those being written", async () => {
    const [old, young] = [
      join(bench.home, "home", ".a.1.00.tmp"),
      join(bench.home, "home", ".b.1.00.tmp"),
    ];
    await writeFile(old, "");
    await writeFile(young, "");
    const now = new TestClock().now() / 1_000;
    await utimes(old, now - 100_000, now - 100_000);
    await utimes(young, now - 10, now - 10);
    const ran = await bench.run(["doctor"]);
    assert.equal(ran.exitCode, 0);
    assert.match(ran.stdout, /One file of an interrupted write/);
  });
});
