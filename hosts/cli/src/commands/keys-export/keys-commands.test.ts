import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "../../testing/run-command.js";
import { at } from "../../testing/views.js";
import { AdministrationBench } from "../../testing/administration-bench.js";

describe("keys", () => {
  let bench: AdministrationBench;
  beforeEach(async () => {
    bench = await AdministrationBench.open();
  });
  afterEach(() => bench.close());

  beforeEach(async () => {
    await bench.store.putCertificate(
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
    assert.match((await bench.run(["keys", "list"])).stdout, /00ff {2}ec-p256 {2}meridian MAIN/);
  });

  it("are said to have no store yet before the first was made", async () => {
    bench.keys.made = false;
    assert.match((await bench.run(["keys", "list"])).stdout, /no embedded key store yet/);
    // The same with the store itself, in a home where nothing was ever made.
    const fresh = await runCommand(["keys", "list"]);
    assert.match(fresh.stdout, /no embedded key store yet/, fresh.stderr);
  });

  it("are exported after a confirmation only, with a password given twice", async () => {
    const no = await bench.run(["keys", "export", "00ff", "--out", "k.p12"], [["[y/N]", "\r"]]);
    assert.equal(no.exitCode, 0);
    assert.deepEqual(bench.keys.exported, []);
    const ran = await bench.run(
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
      bench.keys.exported.map(({ password, path }) => [password, path]),
      [["correct horse", join(bench.home, "k.p12")]],
    );
    assert.doesNotMatch(ran.stdout, /correct/);
    assert.ok((await bench.store.auditLog()).some(({ event }) => event === "key.exported"));
  });

  it("are exported unattended with --yes and a password file", async () => {
    await writeFile(join(bench.home, "password"), "correct horse\n", { mode: 0o600 });
    const argv = ["keys", "export", "00ff", "--out", "k.p12"];
    assert.equal((await bench.run(argv)).exitCode, 2);
    assert.equal((await bench.run([...argv, "--yes"])).exitCode, 2);
    assert.equal((await bench.run([...argv, "--yes", "--password-file", "password"])).exitCode, 0);
    assert.equal(bench.keys.exported[0]?.password, "correct horse");
    assert.equal((await bench.run(["keys", "export", "none", "--out", "k", "--yes"])).exitCode, 5);
    assert.equal((await bench.run(["keys", "export", "00ff", "--yes"])).exitCode, 2);
  });
});
