import assert from "node:assert/strict";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jsonOf } from "../../testing/run-command.js";
import { addMeridian, ProfileBench } from "../../testing/profile-bench.js";

describe("profile add", () => {
  let bench: ProfileBench;
  beforeEach(async () => {
    bench = await ProfileBench.open();
  });
  afterEach(() => bench.close());

  it("adds one from arguments, each value as its field's type", async () => {
    await mkdir(join(bench.folder, "data"));
    const ran = await bench.run([
      ...addMeridian,
      "--set",
      "user=ada",
      "--set",
      "tries=3",
      "--set",
      "folder=data",
    ]);
    assert.equal(ran.exitCode, 0, ran.stderr);
    const [profile] = await bench.store.profiles();
    const values = {
      user: "ada",
      tries: 3,
      folder: join(bench.folder, "data"),
      contract: "business",
    };
    assert.deepEqual(profile?.values, values);
    assert.equal(profile?.provider, "acme.mail");
  });

  it("names all problems at once, and records nothing", async () => {
    const ran = await bench.run([
      ...addMeridian,
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
    assert.deepEqual(await bench.store.profiles(), []);
  });

  it("shows the problems in the reader's language", async () => {
    const ran = await bench.run([...addMeridian, "--set", "colour=red", "--lang", "fr"]);
    assert.match(ran.stderr, /- colour\u00A0: Le fournisseur n’a pas de champ colour/);
    assert.match(ran.stderr, /- user\u00A0: est obligatoire/);
  });

  it("says which values a field may have", async () => {
    for (const value of ["foo", "3", "1"]) {
      const ran = await bench.run([
        ...addMeridian,
        "--set",
        "user=ada",
        "--set",
        `contract=${value}`,
      ]);
      assert.equal(ran.exitCode, 2);
      assert.match(ran.stderr, /contract: must be one of these: business(,| or| and) sort/);
      assert.doesNotMatch(ran.stderr, /number/);
    }
  });

  it("refuses a folder that is not there or is a file, from arguments and from a file", async () => {
    await writeFile(
      join(bench.folder, "profile.json"),
      JSON.stringify({ user: "ada", folder: "none" }),
    );
    await writeFile(join(bench.folder, "file"), "");
    for (const [args, key] of [
      [["--set", "user=ada", "--set", "folder=none"], "field.no-such-folder"],
      [["--set", "user=ada", "--set", "folder=file"], "field.not-a-folder"],
      [["--set", "user=ada", "--set", "folder=file/under"], "field.no-such-folder"],
      [["--from", "profile.json"], "field.no-such-folder"],
    ] as const) {
      const ran = await bench.run([...addMeridian, ...args, "--json"]);
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
      assert.ok(error.params.problems[0]?.text.args.path.startsWith(bench.folder));
    }
    assert.deepEqual(await bench.store.profiles(), []);
  });

  it("does not take a field's name for what every object has", async () => {
    const ran = await bench.run([...addMeridian, "--set", "user=ada", "--set", "constructor=x"]);
    assert.match(ran.stderr, /constructor: The provider has no field constructor/);
  });

  it("takes a secret from a private file only, and keeps it encrypted", async () => {
    await writeFile(join(bench.folder, "password"), "correct horse\n", { mode: 0o600 });
    assert.equal(
      (await bench.run([...addMeridian, "--set", "user=ada", "--set", "password=horse"])).exitCode,
      2,
    );
    const ran = await bench.run([
      ...addMeridian,
      "--set",
      "user=ada",
      "--set",
      "password=@password",
    ]);
    assert.equal(ran.exitCode, 0, ran.stderr);
    assert.deepEqual(bench.kept, [["meridian", "password", "correct horse"]]);
    assert.deepEqual((await bench.store.profiles())[0]?.values["password"], { secret: "ref" });
    const shown = await bench.run(["profile", "show", "meridian"]);
    assert.match(shown.stdout, /a secret, kept encrypted/);
    await chmod(join(bench.folder, "password"), 0o644);
    const open = await bench.run([
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
    const path = join(bench.folder, "profile.json");
    await writeFile(
      path,
      JSON.stringify({ id: "whole", provider: "acme.mail", values: { user: "ada" } }),
    );
    assert.equal((await bench.run(["profile", "add", "--from", "profile.json"])).exitCode, 0);
    await writeFile(path, JSON.stringify({ user: "grace" }));
    assert.equal((await bench.run([...addMeridian, "--from", "profile.json"])).exitCode, 0);
    assert.deepEqual((await bench.store.profiles()).map(({ id }) => id).toSorted(), [
      "meridian",
      "whole",
    ]);
  });

  it("records the current certificates with it", async () => {
    bench.certificate("crypt.pem");
    bench.certificate("transport.pem");
    const ran = await bench.run([
      ...addMeridian,
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
    const recorded = await bench.store.certificates({ profileId: "meridian" });
    assert.deepEqual(recorded.map(({ account, subject }) => [account, subject]).toSorted(), [
      ["CRYPT", "CN=crypt.pem"],
      ["TRANSPORT", "CN=transport.pem"],
    ]);
  });

  it("gives a certificate without an account to the only one", async () => {
    bench.certificate("main.pem");
    await bench.run([...addMeridian, "--set", "user=ada", "--certificate", "main.pem"]);
    assert.deepEqual(
      (await bench.store.certificates()).map(({ account }) => account),
      ["MAIN"],
    );
  });

  it("records no profile when a certificate cannot be read", async () => {
    await writeFile(join(bench.folder, "bad.pem"), "no certificate");
    const ran = await bench.run([...addMeridian, "--set", "user=ada", "--certificate", "bad.pem"]);
    assert.equal(ran.exitCode, 5);
    assert.match(ran.stderr, /certificates\.none-found/);
    assert.deepEqual(await bench.store.profiles(), []);
  });

  it("refuses a name twice, an unknown provider, and one that is disabled", async () => {
    await bench.run([...addMeridian, "--set", "user=ada"]);
    assert.match(
      (await bench.run([...addMeridian, "--set", "user=ada"])).stderr,
      /profile\.exists/,
    );
    const unknown = await bench.run([
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
    bench.plugins.off.add("acme");
    const disabled = await bench.run([
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
    const ran = await bench.run(["profile", "add", "meridian"]);
    assert.equal(ran.exitCode, 2);
    assert.match(ran.stderr, /usage\.profile-incomplete/);
  });

  it("refuses a name that is taken before it asks anything", async () => {
    await bench.run([...addMeridian, "--set", "user=ada"]);
    const ran = await bench.run(addMeridian, { types: [["User", "\u0003"]] });
    assert.match(ran.stderr, /profile\.exists/);
    const bad = await bench.run(["profile", "add", "Bad", "--provider", "acme.mail"], {
      types: [["User", "\u0003"]],
    });
    assert.match(bad.stderr, /profile\.bad-id/);
  });

  it("refuses an empty value of a field that is not just any text", async () => {
    await writeFile(
      join(bench.folder, "profile.json"),
      JSON.stringify({ user: "ada", folder: "" }),
    );
    for (const [args, field] of [
      [["--set", "user=ada", "--set", "contract="], "contract"],
      [["--set", "user=ada", "--set", "folder= "], "folder"],
      [["--set", "user=ada", "--set", "tries="], "tries"],
      [["--from", "profile.json"], "folder"],
    ] as const) {
      const ran = await bench.run([...addMeridian, ...args]);
      assert.equal(ran.exitCode, 2);
      assert.match(ran.stderr, new RegExp(`- ${field}: It was given empty`));
    }
    assert.deepEqual(await bench.store.profiles(), []);
  });

  it("says that a certificate's file is not there, as of any other file", async () => {
    const ran = await bench.run([
      ...addMeridian,
      "--set",
      "user=ada",
      "--certificate",
      "MAIN=none.pem",
    ]);
    assert.equal(ran.exitCode, 2);
    assert.match(ran.stderr, /- certificate: there is no file .*none\.pem/i);
    assert.doesNotMatch(ran.stderr, /ENOENT|recorded before/);
  });
});
