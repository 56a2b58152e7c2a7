import assert from "node:assert/strict";
import { addMeridian, ProfileBench } from "../../testing/profile-bench.js";

describe("profile remove", () => {
  let bench: ProfileBench;
  beforeEach(async () => {
    bench = await ProfileBench.open();
  });
  afterEach(() => bench.close());

  it("removes one with its secrets, after asking", async () => {
    await bench.run([...addMeridian, "--set", "user=ada"]);
    assert.equal((await bench.run(["profile", "remove", "meridian"])).exitCode, 2);
    const asked = await bench.run(["profile", "remove", "meridian"], { types: [["[y/N]", "\r"]] });
    assert.equal(asked.exitCode, 0);
    assert.equal((await bench.store.profiles()).length, 1);
    assert.equal((await bench.run(["profile", "remove", "meridian", "--yes"])).exitCode, 0);
    assert.deepEqual(await bench.store.profiles(), []);
    assert.deepEqual(bench.forgotten, ["meridian"]);
  });

  it("removes none while a renewal of it is open", async () => {
    await bench.run([...addMeridian, "--set", "user=ada"]);
    bench.engine.add({ id: "m-1" });
    const ran = await bench.run(["profile", "remove", "meridian", "--yes"]);
    assert.equal(ran.exitCode, 3);
    assert.match(ran.stderr, /m-1/);
    assert.equal((await bench.store.profiles()).length, 1);
    assert.deepEqual(bench.forgotten, []);
  });
});
