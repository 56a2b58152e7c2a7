import assert from "node:assert/strict";
import { join } from "node:path";
import { CertumOffice } from "../e2e/certum-office.js";
import { repositoryRoot, runProcess } from "../harness/index.js";
import { requireRig } from "../rigs/index.js";

describe("A renewal at Certum that is killed", function () {
  this.timeout(300_000);

  it("goes on with one submission of each thing, one order, one key pair and the old one still there (a sample of npm run test:certum)", async function () {
    requireRig(this, CertumOffice.missing() ?? CertumOffice.cardMissing());
    const program = join(repositoryRoot(), "test/dist/faults/certum-kill.js");
    const { code, stdout, stderr } = await runProcess(
      process.execPath,
      [program, "--every", "150"],
      { env: process.env },
    );
    assert.equal(code, 0, `${stdout}${stderr}`);
    assert.match(stdout, /^0 renewals with anything sent twice or not at all$/m);
    assert.match(stdout, /^0 renewals with a lost or unmatched key$/m);
    assert.match(stdout, /^0 renewals with a question asked again$/m);
    assert.match(stdout, /^0 renewals with a certificate that is not in use, or gone$/m);
    assert.match(stdout, /^0 renewals with too many PINs$/m);
    assert.match(stdout, /^0 renewals that needed a manual repair$/m);
    const kills = Number(/^(\d+) kills/m.exec(stdout)?.[1]);
    assert.ok(kills >= 7, stdout);
  });
});
