import assert from "node:assert/strict";
import { addMeridian, ProfileBench } from "../../testing/profile-bench.js";

describe("profile show", () => {
  let bench: ProfileBench;
  beforeEach(async () => {
    bench = await ProfileBench.open();
  });
  afterEach(() => bench.close());

  it("shows the values as the form has them, by name where the form is not to be had", async () => {
    await bench.run([...addMeridian, "--set", "tries=3", "--set", "user=ada"]);
    const { stdout } = await bench.run(["profile", "show", "meridian"]);
    assert.match(
      stdout,
      / {2}User \(user\): ada\n {2}Contract \(contract\): business\n {2}Tries \(tries\): 3\n/,
    );
    bench.plugins.off.add("acme");
    const without = await bench.run(["profile", "show", "meridian"]);
    assert.match(without.stdout, /^ {2}contract: business$/m);
  });
});
