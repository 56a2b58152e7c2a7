import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { jsonOf } from "../../testing/run-command.js";
import { addMeridian, ProfileBench } from "../../testing/profile-bench.js";

describe("status of a certificate", () => {
  let bench: ProfileBench;
  beforeEach(async () => {
    bench = await ProfileBench.open();
  });
  afterEach(() => bench.close());

  it("status knows a certificate whose file cannot be read from one that is fine", async () => {
    const path = bench.certificate("main.pem", 300);
    await bench.run([...addMeridian, "--set", "user=ada", "--certificate", "main.pem"]);
    const [record] = await bench.store.certificates();
    assert.ok(record);
    bench.engine.overviewNow = {
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
    assert.equal((await bench.run(["status"])).exitCode, 0);
    await rm(path);
    const ran = await bench.run(["status", "--json"]);
    assert.equal(ran.exitCode, 5);
    const { profiles } = jsonOf(ran) as {
      profiles: { accounts: { urgency: string; sourceProblem: { code: string } }[] }[];
    };
    assert.equal(profiles[0]?.accounts[0]?.urgency, "unknown");
    assert.equal(profiles[0]?.accounts[0]?.sourceProblem.code, "inventory.unreadable");
    assert.match((await bench.run(["status"])).stdout, /state unknown/);
  });
});
