import assert from "node:assert/strict";
import { join } from "node:path";
import { TokenOffice } from "../e2e/token-office.js";
import { repositoryRoot, runProcess } from "../harness/index.js";
import { requireRig } from "../rigs/index.js";

describe("A renewal on a token whose host is killed", function () {
  this.timeout(300_000);

  it("goes on with one key and one PIN per run (a sample of npm run test:tokens)", async function () {
    requireRig(this, TokenOffice.missing());
    const program = join(repositoryRoot(), "test/dist/faults/token-kill.js");
    const { code, stdout, stderr } = await runProcess(process.execPath, [program, "--kills", "5"], {
      env: process.env,
    });
    assert.equal(code, 0, `${stdout}${stderr}`);
    assert.match(stdout, /^0 lost keys$/m);
    assert.match(stdout, /^0 renewals with a key that nobody accounts for$/m);
    const kills = Number(/^(\d+) kills/m.exec(stdout)?.[1]);
    assert.ok(kills >= 5, stdout);
  });
});
