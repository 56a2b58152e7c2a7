import assert from "node:assert/strict";
import { join } from "node:path";
import { DigisignOffice } from "../e2e/digisign-office.js";
import { repositoryRoot, runProcess } from "../harness/index.js";
import { requireRig } from "../rigs/index.js";

describe("A renewal at DigiSign that is killed", function () {
  this.timeout(300_000);

  it("goes on with one order, each document once, one new key and the old one working (a sample of npm run test:kill)", async function () {
    requireRig(this, DigisignOffice.missing());
    const program = join(repositoryRoot(), "test/dist/faults/digisign-kill.js");
    const { code, stdout, stderr } = await runProcess(
      process.execPath,
      [program, "--every", "36"],
      { env: process.env },
    );
    assert.equal(code, 0, `${stdout}${stderr}`);
    assert.match(stdout, /^0 renewals with anything sent twice or not at all$/m);
    assert.match(stdout, /^0 renewals with a lost or unmatched key$/m);
    assert.match(stdout, /^0 renewals that needed a manual repair$/m);
    const kills = Number(/^(\d+) kills/m.exec(stdout)?.[1]);
    assert.ok(kills >= 6, stdout);
  });
});
