import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ProfileBench } from "../../testing/profile-bench.js";

describe("profile add at a terminal", () => {
  let bench: ProfileBench;
  beforeEach(async () => {
    bench = await ProfileBench.open();
  });
  afterEach(() => bench.close());

  it("asks the provider's form at a terminal, each field until it is right", async () => {
    bench.certificate("main.pem");
    await mkdir(join(bench.folder, "my data"));
    await bench.run(["profile", "add", "taken", "--provider", "acme.mail", "--set", "user=ada"]);
    const ran = await bench.run(["profile", "add"], {
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
        ["See it too?", "\r"],
        ["Path of its file", "none.pem\r"],
        ["none.pem", ""],
        ["Path of its file", "main.pem\r"],
      ],
    });
    assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
    const profile = (await bench.store.profiles()).find(({ id }) => id === "meridian");
    assert.deepEqual(profile?.values, {
      user: "ada",
      contract: "business",
      tries: 3,
      folder: join(bench.folder, "my data"),
      password: { secret: "ref" },
    });
    assert.deepEqual(bench.kept, [["meridian", "password", "correct horse"]]);
    assert.equal((await bench.store.certificates()).length, 1);
    assert.doesNotMatch(ran.stdout, /correct horse/);
  });

  it("asks for what nearly nobody needs only if it is wanted", async () => {
    const ran = await bench.run(["profile", "add", "meridian", "--provider", "acme.mail"], {
      types: [
        ["User:", "ada\r"],
        ["Number, 1 to 2 [1]:", "\r"],
        ["Tries (optional):", "\r"],
        ["Folder (optional):", "\r"],
        ["Password:", "\r"],
        ["See it too?", "y\r"],
        ["Pace (optional):", "0\r"],
        ["Pace: must be at least 1", ""],
        ["Pace (optional):", "7\r"],
        ["Path of its file", "\r"],
      ],
    });
    assert.equal(ran.exitCode, 0, ran.stdout + ran.stderr);
    const [profile] = await bench.store.profiles();
    assert.equal(profile?.values["pace"], 7);
  });
});
