import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore, type RenewalStore } from "@perennial/store";
import { Lazy } from "../lazy.js";
import { FakeEngine } from "../testing/fake-engine.js";
import { FakePlugins } from "../testing/fake-plugins.js";
import { jsonOf, runCommand, type RunSetting } from "../testing/run-command.js";
import { Vault } from "../tokens.js";

describe("the commands about profiles", () => {
  let folder: string;
  let store: RenewalStore;
  let engine: FakeEngine;
  let plugins: FakePlugins;
  let kept: (readonly string[])[];
  let forgotten: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "perennial-profiles-"));
    store = await openSqliteStore({ path: ":memory:" });
    // Several commands of one test share it.
    store.close = () => Promise.resolve();
    engine = new FakeEngine();
    plugins = new FakePlugins();
    kept = [];
    forgotten = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function run(argv: readonly string[], more: Partial<RunSetting> = {}) {
    return runCommand(argv, {
      engine,
      store,
      plugins,
      cwd: folder,
      bind: (scope) => {
        const vault = {
          keep: (profile: string, name: string, value: string) => {
            kept.push([profile, name, value]);
            return Promise.resolve({ secret: "ref" });
          },
          forgetAll: (profile: string) => {
            forgotten.push(profile);
            return Promise.resolve();
          },
        };
        scope.registerInstance(Vault.symbol, new Lazy(() => Promise.resolve(vault)));
      },
      ...more,
    });
  }

  async function certificate(name: string, days = 20): Promise<string> {
    const path = join(folder, name);
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
        join(folder, "key.pem"),
        "-out",
        path,
        "-subj",
        `/CN=${name}`,
        "-days",
        String(days),
        "-addext",
        "basicConstraints=CA:FALSE",
      ],
      { stdio: "ignore" },
    );
    return path;
  }

  const base = ["profile", "add", "meridian", "--provider", "acme.mail"];

  it("adds one from arguments, each value as its field's type", async () => {
    await mkdir(join(folder, "data"));
    const ran = await run([
      ...base,
      "--set",
      "user=ada",
      "--set",
      "tries=3",
      "--set",
      "folder=data",
    ]);
    assert.equal(ran.exitCode, 0, ran.stderr);
    const [profile] = await store.profiles();
    const values = { user: "ada", tries: 3, folder: join(folder, "data"), contract: "business" };
    assert.deepEqual(profile?.values, values);
    assert.equal(profile?.provider, "acme.mail");
  });

  it("names all problems at once, and records nothing", async () => {
    const ran = await run([
      ...base,
      "--set",
      "user=ADA",
      "--set",
      "tries=many",
      "--set",
      "colour=red",
      "--certificate",
      "CRYPT=x.pem",
      "--json",
    ]);
    assert.equal(ran.exitCode, 2);
    const { error } = jsonOf(ran) as {
      error: { code: string; params: { problems: { path: string }[] } };
    };
    assert.equal(error.code, "profile.invalid");
    const paths = error.params.problems.map(({ path }) => path);
    // In the form's order, after what is no field of it.
    assert.deepEqual(paths, ["colour", "certificate", "user", "tries"]);
    assert.deepEqual(await store.profiles(), []);
  });

  it("shows the problems in the reader's language", async () => {
    const ran = await run([...base, "--set", "colour=red", "--lang", "fr"]);
    assert.match(ran.stderr, /- colour\u00A0: Le fournisseur n’a pas de champ colour/);
    assert.match(ran.stderr, /- user\u00A0: est obligatoire/);
  });

  it("says which values a field may have", async () => {
    for (const value of ["foo", "3", "1"]) {
      const ran = await run([...base, "--set", "user=ada", "--set", `contract=${value}`]);
      assert.equal(ran.exitCode, 2);
      assert.match(ran.stderr, /contract: must be one of these: business(,| or| and) sort/);
      assert.doesNotMatch(ran.stderr, /number/);
    }
  });

  it("refuses a folder that is not there or is a file, from arguments and from a file", async () => {
    await writeFile(join(folder, "profile.json"), JSON.stringify({ user: "ada", folder: "none" }));
    await writeFile(join(folder, "file"), "");
    for (const [args, key] of [
      [["--set", "user=ada", "--set", "folder=none"], "field.no-such-folder"],
      [["--set", "user=ada", "--set", "folder=file"], "field.not-a-folder"],
      [["--set", "user=ada", "--set", "folder=file/under"], "field.no-such-folder"],
      [["--from", "profile.json"], "field.no-such-folder"],
    ] as const) {
      const ran = await run([...base, ...args, "--json"]);
      assert.equal(ran.exitCode, 2);
      const { error } = jsonOf(ran) as {
        error: {
          code: string;
          params: { problems: { path: string; text: { key: string; args: { path: string } } }[] };
        };
      };
      assert.equal(error.code, "profile.invalid");
      assert.deepEqual(
        error.params.problems.map(({ path, text }) => [path, text.key]),
        [["folder", key]],
      );
      assert.ok(error.params.problems[0]?.text.args.path.startsWith(folder));
    }
    assert.deepEqual(await store.profiles(), []);
  });

  it("does not take a field's name for what every object has", async () => {
    const ran = await run([...base, "--set", "user=ada", "--set", "constructor=x"]);
    assert.match(ran.stderr, /constructor: The provider has no field constructor/);
  });

  it("takes a secret from a private file only, and keeps it encrypted", async () => {
    await writeFile(join(folder, "password"), "correct horse\n", { mode: 0o600 });
    assert.equal(
      (await run([...base, "--set", "user=ada", "--set", "password=horse"])).exitCode,
      2,
    );
    const ran = await run([...base, "--set", "user=ada", "--set", "password=@password"]);
    assert.equal(ran.exitCode, 0, ran.stderr);
    assert.deepEqual(kept, [["meridian", "password", "correct horse"]]);
    assert.deepEqual((await store.profiles())[0]?.values["password"], { secret: "ref" });
    const shown = await run(["profile", "show", "meridian"]);
    assert.match(shown.stdout, /a secret, kept encrypted/);
    await chmod(join(folder, "password"), 0o644);
    const open = await run([
      "profile",
      "add",
      "other",
      "--provider",
      "acme.mail",
      "--set",
      "user=ada",
      "--set",
      "password=@password",
    ]);
    assert.match(open.stderr, /secret-file\.open-to-others/);
  });

  it("adds one from a file, whole or its values alone", async () => {
    const path = join(folder, "profile.json");
    await writeFile(
      path,
      JSON.stringify({ id: "whole", provider: "acme.mail", values: { user: "ada" } }),
    );
    assert.equal((await run(["profile", "add", "--from", "profile.json"])).exitCode, 0);
    await writeFile(path, JSON.stringify({ user: "grace" }));
    assert.equal((await run([...base, "--from", "profile.json"])).exitCode, 0);
    assert.deepEqual((await store.profiles()).map(({ id }) => id).toSorted(), [
      "meridian",
      "whole",
    ]);
  });

  it("records the current certificates with it", async () => {
    await certificate("crypt.pem");
    await certificate("transport.pem");
    const ran = await run([
      ...base,
      "--set",
      "user=ada",
      "--set",
      "contract=sort",
      "--certificate",
      "CRYPT=crypt.pem",
      "--certificate",
      "TRANSPORT=transport.pem",
    ]);
    assert.equal(ran.exitCode, 0, ran.stderr);
    const recorded = await store.certificates({ profileId: "meridian" });
    assert.deepEqual(recorded.map(({ account, subject }) => [account, subject]).toSorted(), [
      ["CRYPT", "CN=crypt.pem"],
      ["TRANSPORT", "CN=transport.pem"],
    ]);
  });

  it("gives a certificate without an account to the only one", async () => {
    await certificate("main.pem");
    await run([...base, "--set", "user=ada", "--certificate", "main.pem"]);
    assert.deepEqual(
      (await store.certificates()).map(({ account }) => account),
      ["MAIN"],
    );
  });

  it("records no profile when a certificate cannot be read", async () => {
    await writeFile(join(folder, "bad.pem"), "no certificate");
    const ran = await run([...base, "--set", "user=ada", "--certificate", "bad.pem"]);
    assert.equal(ran.exitCode, 5);
    assert.match(ran.stderr, /certificates\.none-found/);
    assert.deepEqual(await store.profiles(), []);
  });

  it("refuses a name twice, an unknown provider, and one that is disabled", async () => {
    await run([...base, "--set", "user=ada"]);
    assert.match((await run([...base, "--set", "user=ada"])).stderr, /profile\.exists/);
    const unknown = await run([
      "profile",
      "add",
      "x",
      "--provider",
      "acme.none",
      "--set",
      "user=a",
    ]);
    assert.match(unknown.stderr, /acme\.mail/);
    assert.equal(unknown.exitCode, 2);
    plugins.off.add("acme");
    const disabled = await run([
      "profile",
      "add",
      "x",
      "--provider",
      "acme.mail",
      "--set",
      "user=a",
    ]);
    assert.match(disabled.stderr, /plugin\.disabled/);
  });

  it("needs name and provider where nobody can be asked", async () => {
    const ran = await run(["profile", "add", "meridian"]);
    assert.equal(ran.exitCode, 2);
    assert.match(ran.stderr, /usage\.profile-incomplete/);
  });

  it("asks the provider's form at a terminal, each field until it is right", async () => {
    await certificate("main.pem");
    await mkdir(join(folder, "my data"));
    await run(["profile", "add", "taken", "--provider", "acme.mail", "--set", "user=ada"]);
    const ran = await run(["profile", "add"], {
      types: [
        ["Name for the profile", "Not A Name\r"],
        ["cannot be a profile’s name", ""],
        ["Name for the profile", "taken\r"],
        ["There is a profile taken already", ""],
        ["Name for the profile", "meridian\r"],
        ["User:", "ADA\r"],
        ["User: does not have the form", ""],
        ["User:", "ada\r"],
        ["2. sort", ""],
        ["Number, 1 to 2 [1]:", "3\r"],
        ["Give a number from 1 to 2.", ""],
        ["Number, 1 to 2 [1]:", "\r"],
        ["Tries (optional):", "none\r"],
        ["Tries: must be a whole number", ""],
        ["Tries (optional):", "0\r"],
        ["Tries: must be at least 1", ""],
        ["Tries (optional):", "3\r"],
        ["Folder (optional):", "none\r"],
        ["Folder: there is no folder", ""],
        ["Folder (optional):", "main.pem\r"],
        ["main.pem is not a folder", ""],
        ["Folder (optional):", "'my data'\r"],
        ["Password:", "correct horse\r"],
        ["Path of its file", "none.pem\r"],
        ["none.pem", ""],
        ["Path of its file", "main.pem\r"],
      ],
    });
    assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
    const profile = (await store.profiles()).find(({ id }) => id === "meridian");
    assert.deepEqual(profile?.values, {
      user: "ada",
      contract: "business",
      tries: 3,
      folder: join(folder, "my data"),
      password: { secret: "ref" },
    });
    assert.deepEqual(kept, [["meridian", "password", "correct horse"]]);
    assert.equal((await store.certificates()).length, 1);
    assert.doesNotMatch(ran.stdout, /correct horse/);
  });

  it("shows the values as the form has them, by name where the form is not to be had", async () => {
    await run([...base, "--set", "tries=3", "--set", "user=ada"]);
    const { stdout } = await run(["profile", "show", "meridian"]);
    assert.match(
      stdout,
      / {2}User \(user\): ada\n {2}Contract \(contract\): business\n {2}Tries \(tries\): 3\n/,
    );
    plugins.off.add("acme");
    const without = await run(["profile", "show", "meridian"]);
    assert.match(without.stdout, /^ {2}contract: business$/m);
  });

  it("refuses a name that is taken before it asks anything", async () => {
    await run([...base, "--set", "user=ada"]);
    const ran = await run(base, { types: [["User", "\u0003"]] });
    assert.match(ran.stderr, /profile\.exists/);
    const bad = await run(["profile", "add", "Bad", "--provider", "acme.mail"], {
      types: [["User", "\u0003"]],
    });
    assert.match(bad.stderr, /profile\.bad-id/);
  });

  it("changes what is named and keeps the rest, and the audit log has it", async () => {
    await writeFile(join(folder, "password"), "horse\n", { mode: 0o600 });
    await run([...base, "--set", "user=ada", "--set", "tries=3", "--set", "password=@password"]);
    const ran = await run([
      ...["profile", "change", "meridian", "--set", "user=grace", "--unset", "tries", "--json"],
    ]);
    assert.equal(ran.exitCode, 0, ran.stderr);
    const { changed } = jsonOf(ran) as { changed: string[] };
    assert.deepEqual(changed.toSorted(), ["tries", "user"]);
    const [profile] = await store.profiles();
    const values = { user: "grace", contract: "business", password: { secret: "ref" } };
    assert.deepEqual(profile?.values, values);
    const events = (await store.auditLog()).map(({ event }) => event);
    assert.deepEqual(events, ["profile.added", "profile.changed"]);
    const again = await run(["profile", "change", "meridian", "--set", "user=grace"]);
    assert.match(again.stdout, /nothing was changed/);
    assert.equal((await store.auditLog()).length, 2);
  });

  it("changes nothing while something is wrong, with all problems at once", async () => {
    await run([...base, "--set", "user=ada"]);
    const ran = await run([
      ...["profile", "change", "meridian", "--set", "user=ADA", "--set", "tries=0"],
      ...["--unset", "colour", "--certificate", "none.pem"],
    ]);
    assert.equal(ran.exitCode, 2);
    for (const field of ["user", "tries", "colour", "certificate"]) {
      assert.match(ran.stderr, new RegExp(`- ${field}: `), ran.stderr);
    }
    const needed = await run(["profile", "change", "meridian", "--unset", "user"]);
    assert.match(needed.stderr, /- user: is needed/);
    assert.deepEqual((await store.profiles())[0]?.values["user"], "ada");
    for (const [argv, code] of [
      [["meridian", "--set", "user=a", "--unset", "user"], "usage.set-and-unset"],
      [["meridian"], "usage.nothing-to-change"],
      [["nobody", "--set", "user=a"], "profile.not-found"],
    ] as const) {
      const refused = await run(["profile", "change", ...argv, "--json"]);
      assert.equal(refused.exitCode, 2);
      assert.equal((jsonOf(refused) as { error: { code: string } }).error.code, code);
    }
  });

  it("says that open renewals keep the values they began with, and how to begin anew", async () => {
    await run([...base, "--set", "user=ada"]);
    engine.add({ id: "m-1" });
    const ran = await run(["profile", "change", "meridian", "--set", "user=grace"]);
    assert.equal(ran.exitCode, 0, ran.stderr);
    assert.match(ran.stdout, /keeps the values it began with: m-1/);
    assert.match(ran.stdout, /perennial cancel m-1\n +perennial renew meridian/);
  });

  it("records another certificate as the current one", async () => {
    await certificate("old.pem");
    await certificate("new.pem");
    await run([...base, "--set", "user=ada", "--certificate", "old.pem"]);
    const ran = await run(["profile", "change", "meridian", "--certificate", "new.pem"]);
    assert.equal(ran.exitCode, 0, ran.stderr);
    const recorded = await store.certificates({ profileId: "meridian" });
    assert.deepEqual(recorded.map(({ state, subject }) => [state, subject]).toSorted(), [
      ["current", "CN=new.pem"],
      ["previous", "CN=old.pem"],
    ]);
  });

  it("asks every field with its present value, and Enter keeps it, a secret too", async () => {
    await writeFile(join(folder, "password"), "horse\n", { mode: 0o600 });
    await run([...base, "--set", "user=ada", "--set", "tries=3", "--set", "password=@password"]);
    const ran = await run(["profile", "change", "meridian"], {
      types: [
        ["User [ada]:", "grace\r"],
        ["Number, 1 to 2 [1]:", "\r"],
        ["Tries [3]:", "\r"],
        ["Folder (optional):", "\r"],
        ["Password:", "\r"],
      ],
    });
    assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
    assert.deepEqual((await store.profiles())[0]?.values, {
      user: "grace",
      contract: "business",
      tries: 3,
      password: { secret: "ref" },
    });
    assert.equal(kept.length, 1);
  });

  it("refuses an empty value of a field that is not just any text", async () => {
    await writeFile(join(folder, "profile.json"), JSON.stringify({ user: "ada", folder: "" }));
    for (const [args, field] of [
      [["--set", "user=ada", "--set", "contract="], "contract"],
      [["--set", "user=ada", "--set", "folder= "], "folder"],
      [["--set", "user=ada", "--set", "tries="], "tries"],
      [["--from", "profile.json"], "folder"],
    ] as const) {
      const ran = await run([...base, ...args]);
      assert.equal(ran.exitCode, 2);
      assert.match(ran.stderr, new RegExp(`- ${field}: It was given empty`));
    }
    assert.deepEqual(await store.profiles(), []);
  });

  it("says that a certificate's file is not there, as of any other file", async () => {
    const ran = await run([...base, "--set", "user=ada", "--certificate", "MAIN=none.pem"]);
    assert.equal(ran.exitCode, 2);
    assert.match(ran.stderr, /- certificate: there is no file .*none\.pem/i);
    assert.doesNotMatch(ran.stderr, /ENOENT|recorded before/);
  });

  it("removes one with its secrets, after asking", async () => {
    await run([...base, "--set", "user=ada"]);
    assert.equal((await run(["profile", "remove", "meridian"])).exitCode, 2);
    const kept = await run(["profile", "remove", "meridian"], { types: [["[y/N]", "\r"]] });
    assert.equal(kept.exitCode, 0);
    assert.equal((await store.profiles()).length, 1);
    assert.equal((await run(["profile", "remove", "meridian", "--yes"])).exitCode, 0);
    assert.deepEqual(await store.profiles(), []);
    assert.deepEqual(forgotten, ["meridian"]);
  });

  it("removes none while a renewal of it is open", async () => {
    await run([...base, "--set", "user=ada"]);
    engine.add({ id: "m-1" });
    const ran = await run(["profile", "remove", "meridian", "--yes"]);
    assert.equal(ran.exitCode, 3);
    assert.match(ran.stderr, /m-1/);
    assert.equal((await store.profiles()).length, 1);
    assert.deepEqual(forgotten, []);
  });

  it("status knows a certificate whose file cannot be read from one that is fine", async () => {
    const path = await certificate("main.pem", 300);
    await run([...base, "--set", "user=ada", "--certificate", "main.pem"]);
    const [record] = await store.certificates();
    assert.ok(record);
    engine.overviewNow = {
      at: "2026-11-20T09:00:00Z",
      profiles: [
        {
          id: "meridian",
          provider: "acme.mail",
          providerTitle: "Acme",
          kind: "rekey",
          accounts: [{ account: "MAIN", urgency: "none", certificate: record }],
        },
      ],
    };
    assert.equal((await run(["status"])).exitCode, 0);
    await rm(path);
    const ran = await run(["status", "--json"]);
    assert.equal(ran.exitCode, 5);
    const { profiles } = jsonOf(ran) as {
      profiles: { accounts: { urgency: string; sourceProblem: { code: string } }[] }[];
    };
    assert.equal(profiles[0]?.accounts[0]?.urgency, "unknown");
    assert.equal(profiles[0]?.accounts[0]?.sourceProblem.code, "inventory.unreadable");
    assert.match((await run(["status"])).stdout, /state unknown/);
  });

  it("leaves nothing but the journal in the home", async () => {
    const home = await mkdtemp(join(tmpdir(), "perennial-home-"));
    await runCommand(["profile", "list"], { plugins, home });
    const names = await readdir(join(home, "home"));
    assert.ok(
      names.every((name) => name.startsWith("journal.db")),
      names.join(" "),
    );
    assert.ok((await readFile(join(home, "home", "journal.db"))).length > 0);
    await rm(home, { recursive: true, force: true });
  });
});
