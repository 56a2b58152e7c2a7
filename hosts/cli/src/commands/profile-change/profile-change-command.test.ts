import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { jsonOf } from "../../testing/run-command.js";
import { addMeridian, ProfileBench } from "../../testing/profile-bench.js";

describe("profile change", () => {
  let bench: ProfileBench;
  beforeEach(async () => {
    bench = await ProfileBench.open();
  });
  afterEach(() => bench.close());

  it("changes what is named and keeps the rest, and the audit log has it", async () => {
    await writeFile(join(bench.folder, "password"), "horse\n", { mode: 0o600 });
    await bench.run([
      ...addMeridian,
      "--set",
      "user=ada",
      "--set",
      "tries=3",
      "--set",
      "password=@password",
    ]);
    const ran = await bench.run([
      ...["profile", "change", "meridian", "--set", "user=grace", "--unset", "tries", "--json"],
    ]);
    assert.equal(ran.exitCode, 0, ran.stderr);
    const { changed } = jsonOf(ran) as { changed: string[] };
    assert.deepEqual(changed.toSorted(), ["tries", "user"]);
    const [profile] = await bench.store.profiles();
    const values = { user: "grace", contract: "business", password: { secret: "ref" } };
    assert.deepEqual(profile?.values, values);
    const events = (await bench.store.auditLog()).map(({ event }) => event);
    assert.deepEqual(events, ["profile.added", "profile.changed"]);
    const again = await bench.run(["profile", "change", "meridian", "--set", "user=grace"]);
    assert.match(again.stdout, /nothing was changed/);
    assert.equal((await bench.store.auditLog()).length, 2);
  });

  it("changes nothing while something is wrong, with all problems at once", async () => {
    await bench.run([...addMeridian, "--set", "user=ada"]);
    const ran = await bench.run([
      ...["profile", "change", "meridian", "--set", "user=ADA", "--set", "tries=0"],
      ...["--unset", "colour", "--certificate", "none.pem"],
    ]);
    assert.equal(ran.exitCode, 2);
    for (const field of ["user", "tries", "colour", "certificate"]) {
      assert.match(ran.stderr, new RegExp(`- ${field}: `), ran.stderr);
    }
    const needed = await bench.run(["profile", "change", "meridian", "--unset", "user"]);
    assert.match(needed.stderr, /- user: is needed/);
    assert.deepEqual((await bench.store.profiles())[0]?.values["user"], "ada");
    for (const [argv, code] of [
      [["meridian", "--set", "user=a", "--unset", "user"], "usage.set-and-unset"],
      [["meridian"], "usage.nothing-to-change"],
      [["nobody", "--set", "user=a"], "profile.not-found"],
    ] as const) {
      const refused = await bench.run(["profile", "change", ...argv, "--json"]);
      assert.equal(refused.exitCode, 2);
      assert.equal((jsonOf(refused) as { error: { code: string } }).error.code, code);
    }
  });

  it("says that open renewals keep the values they began with, and how to begin anew", async () => {
    await bench.run([...addMeridian, "--set", "user=ada"]);
    bench.engine.add({ id: "m-1" });
    const ran = await bench.run(["profile", "change", "meridian", "--set", "user=grace"]);
    assert.equal(ran.exitCode, 0, ran.stderr);
    assert.match(ran.stdout, /keeps the values it began with: m-1/);
    assert.match(ran.stdout, /perennial cancel m-1\n +perennial renew meridian/);
  });

  it("records another certificate as the current one", async () => {
    bench.certificate("old.pem");
    bench.certificate("new.pem");
    await bench.run([...addMeridian, "--set", "user=ada", "--certificate", "old.pem"]);
    const ran = await bench.run(["profile", "change", "meridian", "--certificate", "new.pem"]);
    assert.equal(ran.exitCode, 0, ran.stderr);
    const recorded = await bench.store.certificates({ profileId: "meridian" });
    assert.deepEqual(recorded.map(({ state, subject }) => [state, subject]).toSorted(), [
      ["current", "CN=new.pem"],
      ["previous", "CN=old.pem"],
    ]);
  });

  it("asks every field with its present value, and Enter keeps it, a secret too", async () => {
    await writeFile(join(bench.folder, "password"), "horse\n", { mode: 0o600 });
    await bench.run([
      ...addMeridian,
      "--set",
      "user=ada",
      "--set",
      "tries=3",
      "--set",
      "password=@password",
    ]);
    const ran = await bench.run(["profile", "change", "meridian"], {
      types: [
        ["User [ada]:", "grace\r"],
        ["Number, 1 to 2 [1]:", "\r"],
        ["Tries [3]:", "\r"],
        ["Folder (optional):", "\r"],
        ["Password:", "\r"],
        ["See it too?", "\r"],
      ],
    });
    assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
    assert.deepEqual((await bench.store.profiles())[0]?.values, {
      user: "grace",
      contract: "business",
      tries: 3,
      password: { secret: "ref" },
    });
    assert.equal(bench.kept.length, 1);
  });
});
