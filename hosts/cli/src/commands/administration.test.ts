import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import { openSqliteStore, type RenewalStore } from "@perennial/store";
import type { KeyRing } from "../ports/key-ring.js";
import { FakeEngine } from "../testing/fake-engine.js";
import { FakePlugins } from "../testing/fake-plugins.js";
import { jsonOf, runCommand, TestClock } from "../testing/run-command.js";
import { at } from "../testing/views.js";

class FakeKeys implements KeyRing {
  readonly exported: { readonly password: string; readonly path: string }[] = [];
  usable = true;
  made = true;
  exists(): Promise<boolean> {
    return Promise.resolve(this.made);
  }
  list() {
    if (!this.made) return Promise.resolve([]);
    const key = {
      id: "00ff",
      algorithm: "ec-p256",
      label: "meridian MAIN",
      spkiHash: "ab".repeat(32),
    };
    return Promise.resolve([key]);
  }
  signer(): Promise<never> {
    return Promise.reject(new Error("Nothing is signed here."));
  }
  exportPkcs12(request: { readonly password: string; readonly path: string }): Promise<void> {
    this.exported.push(request);
    return Promise.resolve();
  }
  keyringIsUsable(): Promise<boolean> {
    return Promise.resolve(this.usable);
  }
}

describe("the commands of administration", () => {
  let home: string;
  let store: RenewalStore;
  let engine: FakeEngine;
  let plugins: FakePlugins;
  let keys: FakeKeys;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "perennial-admin-"));
    store = await openSqliteStore({ path: ":memory:" });
    store.close = () => Promise.resolve();
    engine = new FakeEngine();
    plugins = new FakePlugins();
    keys = new FakeKeys();
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  function run(argv: readonly string[], types?: readonly (readonly [string, string])[]) {
    const typed = types === undefined ? {} : { types };
    return runCommand(argv, { engine, store, plugins, keys, home, ...typed });
  }

  describe("audit", () => {
    it("shows the records, all or the last ones or those of a renewal", async () => {
      for (const n of [1, 2, 3]) await store.audit({ event: `test.${n}`, data: { n } }, at);
      const all = jsonOf(await run(["audit", "show", "--json"])) as {
        records: { event: string }[];
      };
      assert.ok(all.records.length >= 3);
      const last = await run(["audit", "show", "--last", "1"]);
      assert.match(last.stdout, /test\.3/);
      assert.doesNotMatch(last.stdout, /test\.2/);
      assert.match((await run(["audit", "show", "none"])).stdout, /no records/);
      assert.equal((await run(["audit", "show", "--last", "0"])).exitCode, 2);
    });

    it("verifies the chain, and fails when it is broken", async () => {
      assert.equal((await run(["audit", "verify"])).exitCode, 0);
      store.verifyAudit = () => Promise.resolve({ ok: false, seq: 7, problem: "changed" });
      const ran = await run(["audit", "verify", "--lang", "fr"]);
      assert.equal(ran.exitCode, 5);
      assert.match(ran.stdout, /L’entrée 7 a été modifiée/);
    });
  });

  describe("plugins", () => {
    it("are listed and shown, with what they may use", async () => {
      assert.match((await run(["plugins", "list"])).stdout, /acme 1\.0\.0[^]*acme\.mail/);
      assert.match(
        (await run(["plugins", "show", "acme"])).stdout,
        /It connects to www\.example\.org/,
      );
      assert.equal((await run(["plugins", "show", "none"])).exitCode, 5);
    });

    it("are enabled and disabled", async () => {
      await run(["plugins", "disable", "acme"]);
      assert.ok(plugins.off.has("acme"));
      assert.match((await run(["plugins", "list"])).stdout, /disabled/);
      await run(["plugins", "enable", "acme"]);
      assert.ok(!plugins.off.has("acme"));
    });

    it("are validated, with every finding, and fail on errors only", async () => {
      assert.equal((await run(["plugins", "validate", "."])).exitCode, 0);
      const finding = {
        rule: "r",
        severity: "warning",
        file: "package.json",
        path: "/main",
        message: { key: "It is odd." },
        hint: { key: "Mend it." },
      } as const;
      plugins.findings = [finding];
      assert.equal((await run(["plugins", "validate", "."])).exitCode, 0);
      plugins.findings = [finding, { ...finding, severity: "error" }];
      const ran = await run(["plugins", "validate", "."]);
      assert.equal(ran.exitCode, 5);
      assert.match(ran.stdout, /Error package\.json \/main: It is odd\. \[r\]\n {2}Mend it\./);
      assert.match(ran.stdout, /2 findings, one of them an error/);
      assert.doesNotMatch(ran.stdout, /not run/);
      const unloaded = await run(["plugins", "validate", ".", "--no-code"]);
      assert.match(unloaded.stdout, /code was not run/);
    });
  });

  describe("keys", () => {
    beforeEach(async () => {
      await store.putCertificate(
        {
          profileId: "meridian",
          account: "MAIN",
          sha256: "cd".repeat(32),
          spkiHash: "ab".repeat(32),
          subject: "CN=x",
          issuer: "CN=ca",
          serial: "01",
          der: "AAAA",
          source: "store:00ff",
          notBefore: at,
          notAfter: "2027-11-20T09:00:00Z",
          state: "current",
        },
        at,
      );
    });

    it("are listed without anything secret", async () => {
      assert.match((await run(["keys", "list"])).stdout, /00ff {2}ec-p256 {2}meridian MAIN/);
    });

    it("are said to have no store yet before the first was made", async () => {
      keys.made = false;
      assert.match((await run(["keys", "list"])).stdout, /no embedded key store yet/);
      // The same with the store itself, in a home where nothing was ever made.
      const fresh = await runCommand(["keys", "list"]);
      assert.match(fresh.stdout, /no embedded key store yet/, fresh.stderr);
    });

    it("are exported after a confirmation only, with a password given twice", async () => {
      const no = await run(["keys", "export", "00ff", "--out", "k.p12"], [["[y/N]", "\r"]]);
      assert.equal(no.exitCode, 0);
      assert.deepEqual(keys.exported, []);
      const ran = await run(
        ["keys", "export", "00ff", "--out", "k.p12"],
        [
          ["[y/N]", "y\r"],
          ["Password for the file", "short\r"],
          ["Password for the file", "correct horse\r"],
          ["again", "correct house\r"],
          ["Password for the file", "correct horse\r"],
          ["again", "correct horse\r"],
        ],
      );
      assert.equal(ran.exitCode, 0, ran.stderr);
      assert.deepEqual(
        keys.exported.map(({ password, path }) => [password, path]),
        [["correct horse", join(home, "k.p12")]],
      );
      assert.doesNotMatch(ran.stdout, /correct/);
      assert.ok((await store.auditLog()).some(({ event }) => event === "key.exported"));
    });

    it("are exported unattended with --yes and a password file", async () => {
      await writeFile(join(home, "password"), "correct horse\n", { mode: 0o600 });
      const argv = ["keys", "export", "00ff", "--out", "k.p12"];
      assert.equal((await run(argv)).exitCode, 2);
      assert.equal((await run([...argv, "--yes"])).exitCode, 2);
      assert.equal((await run([...argv, "--yes", "--password-file", "password"])).exitCode, 0);
      assert.equal(keys.exported[0]?.password, "correct horse");
      assert.equal((await run(["keys", "export", "none", "--out", "k", "--yes"])).exitCode, 5);
      assert.equal((await run(["keys", "export", "00ff", "--yes"])).exitCode, 2);
    });
  });

  describe("doctor", () => {
    type Findings = {
      findings: { check: string; severity: string; message: string; hint?: string }[];
    };
    async function examine() {
      const ran = await run(["doctor", "--json"]);
      const { findings } = jsonOf(ran) as unknown as Findings;
      const notOk = findings.filter(({ severity }) => severity !== "ok");
      return {
        exitCode: ran.exitCode,
        notOk: notOk.map(({ check, severity }) => [check, severity]),
      };
    }
    beforeEach(() => mkdir(join(home, "home"), { mode: 0o700 }));

    it("finds nothing wrong where nothing is", async () => {
      assert.deepEqual(await examine(), { exitCode: 0, notOk: [] });
      assert.match((await run(["doctor"])).stdout, /No errors, no warnings/);
    });

    it("finds a home that others can look into", async () => {
      await chmod(join(home, "home"), 0o755);
      assert.deepEqual(await examine(), { exitCode: 5, notOk: [["home-permissions", "error"]] });
    });

    it("finds a damaged journal and a broken audit log", async () => {
      store.check = () => Promise.resolve(["page 3 is never used"]);
      store.verifyAudit = () => Promise.resolve({ ok: false, seq: 3, problem: "missing" });
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
      store.check = () => Promise.reject(new PerennialError("store.io"));
      keys.usable = false;
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
      await store.audit({ event: "test", data: {} }, "2026-11-20T10:00:00Z");
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
      plugins.findings = [finding];
      const profile = {
        id: "meridian",
        provider: "acme.mail",
        values: {},
        createdAt: at,
        updatedAt: at,
      };
      await store.putProfile(profile, "new");
      plugins.off.add("acme");
      assert.deepEqual(await examine(), {
        exitCode: 5,
        notOk: [
          ["plugins", "error"],
          ["providers", "error"],
        ],
      });
    });

    it("finds renewals that need someone", async () => {
      engine.add({ id: "late", state: "waiting", late: true });
      assert.deepEqual(await examine(), { exitCode: 0, notOk: [["renewals", "warning"]] });
      engine.add({ id: "failed", state: "failed" });
      assert.equal((await examine()).exitCode, 5);
    });

    it("finds a plugin that crashed too often, once for all its versions", async () => {
      const reason = { code: "plugin.crashed", params: {} };
      plugins.quarantine = { since: "2026-11-20T08:00:00Z", crashes: 3, reason };
      assert.deepEqual(await examine(), { exitCode: 5, notOk: [["plugins", "error"]] });
      const { stdout } = await run(["doctor"]);
      assert.match(stdout, /acme is in quarantine since 20 November 2026/);
      assert.match(stdout.replaceAll(/\s+/g, " "), /perennial plugins enable acme/);
    });

    it("lists the backups beside a journal that is damaged, or says that there is none", async () => {
      const folder = join(home, "home");
      store.check = () => Promise.resolve(["page 3 is never used"]);
      assert.deepEqual((await examine()).notOk, [
        ["journal", "error"],
        ["journal-backups", "warning"],
      ]);
      assert.match((await run(["doctor"])).stdout, /There is no backup of the journal/);
      await writeFile(join(folder, "journal.db.schema-1.backup"), "");
      await writeFile(join(folder, "journal.db.schema-2.backup"), "");
      const { stdout } = await run(["doctor"]);
      const joined = stdout.replaceAll(/\s+/g, "");
      assert.ok(joined.includes(join(folder, "journal.db.schema-1.backup").replaceAll(/\s+/g, "")));
      assert.ok(joined.includes("journal.db.schema-2.backup"));
      store.check = () => Promise.reject(new PerennialError("store.corrupt", { path: folder }));
      assert.match((await run(["doctor"])).stdout, /schema-2\.backup/);
    });

    it("finds files that an interrupted write left behind, but not those being written", async () => {
      const [old, young] = [join(home, "home", ".a.1.00.tmp"), join(home, "home", ".b.1.00.tmp")];
      await writeFile(old, "");
      await writeFile(young, "");
      const now = new TestClock().now() / 1_000;
      await utimes(old, now - 100_000, now - 100_000);
      await utimes(young, now - 10, now - 10);
      const ran = await run(["doctor"]);
      assert.equal(ran.exitCode, 0);
      assert.match(ran.stdout, /One file of an interrupted write/);
    });
  });

  describe("errors", () => {
    it("that nobody expected end with 1, without a trace on the screen, with one in the log", async () => {
      engine.overview = () => Promise.reject(new TypeError("undefined is not a function"));
      const ran = await run(["status", "--verbose"]);
      assert.equal(ran.exitCode, 1);
      assert.doesNotMatch(ran.stdout + ran.stderr, /at .*\.js:\d+/);
      const log = join(home, "home", "logs", "perennial.log");
      assert.match(ran.stderr.replaceAll(/\s+/g, ""), new RegExp(log.replaceAll(/\s+/g, "")));
      assert.match(await readFile(log, "utf8"), /"event":"unexpected".*\.js:\d+/);
      assert.equal((await stat(log)).mode & 0o777, 0o600);
    });

    it("are JSON with --json, causes included", async () => {
      const cause = new PerennialError("store.io", {}, { detail: "EIO" });
      engine.overview = () =>
        Promise.reject(new PerennialError("store.corrupt", { path: "x" }, { cause }));
      const ran = await run(["status", "--json"]);
      assert.equal(ran.exitCode, 5);
      assert.equal(ran.stderr, "");
      const { perennial, command, error } = jsonOf(ran) as {
        perennial: number;
        command: string;
        error: {
          code: string;
          message: string;
          next: string;
          cause: { code: string; detail: string };
        };
      };
      assert.deepEqual([perennial, command, error.code], [1, "status", "store.corrupt"]);
      assert.deepEqual([error.cause.code, error.cause.detail], ["store.io", "EIO"]);
      assert.ok(error.message.length > 10 && error.next.length > 10);
    });

    it("of usage point to the help", async () => {
      const ran = await run(["cancel"]);
      assert.equal(ran.exitCode, 2);
      assert.match(ran.stderr, /--help/);
      const json = jsonOf(await run(["cancel", "--json"])) as { error: { code: string } };
      assert.equal(json.error.code, "usage.invalid");
    });

    it("of the home's folder are told as such", async () => {
      const file = join(home, "file");
      await writeFile(file, "");
      const ran = await runCommand(["profile", "list", "--home", join(file, "below")], { plugins });
      assert.equal(ran.exitCode, 5);
      assert.match(ran.stderr, /cli\.home-unusable/);
    });
  });
});
