import assert from "node:assert/strict";
import { join } from "node:path";
import { TokenOffice } from "../e2e/token-office.js";
import { repositoryRoot, runProcess } from "../harness/index.js";
import { requireRig } from "../rigs/index.js";

describe("A renewal on a token that fails at any call", function () {
  this.timeout(300_000);

  it("goes on with one key and no PIN asked twice by itself (a sample of npm run test:tokens)", async function () {
    requireRig(this, TokenOffice.missing());
    const program = join(repositoryRoot(), "test/dist/faults/token-matrix.js");
    const { code, stdout, stderr } = await runProcess(
      process.execPath,
      [program, "--every", "281"],
      { env: process.env },
    );
    assert.equal(code, 0, `${stdout}${stderr}`);
    assert.match(stdout, /^0 renewals that went otherwise than they should$/m);
    const met = Number(/^(\d+) faults came to pass/m.exec(stdout)?.[1]);
    assert.ok(met >= 8, stdout);
  });
});
