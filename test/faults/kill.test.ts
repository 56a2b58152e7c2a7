import assert from "node:assert/strict";
import { join } from "node:path";
import { repositoryRoot, runProcess } from "../harness/index.js";

describe("A renewal that is killed", function () {
  this.timeout(300_000);

  it("goes on without a double order, a lost key or a manual repair (a sample of npm run test:kill)", async () => {
    const program = join(repositoryRoot(), "test/dist/faults/kill.js");
    const { code, stdout, stderr } = await runProcess(
      process.execPath,
      [program, "--every", "40", "--random", "10", "--torn", "2"],
      { env: process.env },
    );
    assert.equal(code, 0, `${stdout}${stderr}`);
    assert.match(stdout, /^0 renewals with anything sent twice or not at all$/m);
    assert.match(stdout, /^0 renewals with a lost or unmatched key$/m);
    assert.match(stdout, /^0 renewals that needed a manual repair$/m);
    const kills = Number(/^(\d+) kills/m.exec(stdout)?.[1]);
    assert.ok(kills >= 10, stdout);
  });
});
