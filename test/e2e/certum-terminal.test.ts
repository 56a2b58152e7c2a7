import assert from "node:assert/strict";
import { join } from "node:path";
import { panelUser, repositoryRoot } from "../harness/index.js";
import { CertumOffice, organization } from "./certum-office.js";
import { inTerminal, type Move, type Session } from "./pseudo-terminal.js";
import { requireTerminal } from "./token-desk.js";

const enter = (...seen: readonly string[]): Move[] => seen.map((sees) => ({ sees, types: "\r" }));

/** From the password to the request for the certificate. */
const password: Move = { sees: "Password of Certum’s panel", types: `${panelUser.password}\r` };
const data: readonly Move[] = [
  { sees: "Number, 1 to 1", types: "1\r" },
  ...enter("Organization [", "Country [", "State or province [", "Locality ["),
  ...enter("Number, 1 to 2 [1]", "type [KRS]", "register [0000123456]"),
  { sees: "Number, 1 to 2", types: "1\r" },
  ...enter("E-mail address [biuro@"),
];
const certificate: readonly Move[] = [
  { sees: "Number, 1 to 2", types: "1\r" },
  ...enter("Locality [L] [", "[SP] [", "Country [C] ["),
  { sees: "Number, 1 to 3", types: "1\r" },
];

describe("A renewal at Certum at a terminal", function () {
  this.timeout(120_000);
  this.slow(20_000);
  let office: CertumOffice;

  beforeEach(async function () {
    requireTerminal(this);
    const automatic = { reviewAfter: 0, confirmAfter: 0, issueAfter: 0 };
    office = await CertumOffice.open({ simulator: { automatic } });
  });
  afterEach(() => office?.[Symbol.asyncDispose]());

  function perennial(args: readonly string[], moves: readonly Move[]): Promise<Session> {
    const clock = ["--import", join(repositoryRoot(), "test/dist/e2e/process-clock.js")];
    const command = join(repositoryRoot(), "hosts", "cli", "bin", "perennial.js");
    const files = ["--passphrase-file", office.folder.file("passphrase")];
    return inTerminal(
      [process.execPath, ...clock, command, ...args, ...files],
      {
        ...{ PATH: process.env["PATH"] ?? "", HOME: office.home, PERENNIAL_HOME: office.home },
        ...{ LANG: "en", TZ: "UTC", PERENNIAL_TEST_CLOCK: String(office.time) },
      },
      moves,
    );
  }

  it("asks what the wizard asks, filled in, never shows the password, and comes to its end", async () => {
    const yes: Move = { sees: "yes / no", types: "y\r" };
    const { code, screen } = await perennial(
      ["renew", "anna", "--wait-for", "40s"],
      [password, ...data, ...certificate, yes, yes],
    );
    assert.equal(code, 0, screen);
    assert.match(screen, /anna: renewed/);
    assert.ok(!screen.includes(panelUser.password), screen);
    // What has to be in the certificate is shown and not asked for.
    assert.match(screen, /Organization \[O\], mandatory: yes\r?\n/);
    assert.ok(screen.includes(organization));
    assert.equal(office.order().status, "Issued");
    assert.deepEqual(await office.leaks(), []);
  });

  it("asks again after a wrong password, says how many tries are left, and sends it once", async () => {
    const { code, screen } = await perennial(
      ["renew", "anna"],
      [
        { sees: "Password of Certum’s panel", types: "Zapomniane7\r" },
        password,
        { sees: "Number, 1 to 1", types: "\u0003" },
      ],
    );
    assert.equal(code, 130, screen);
    assert.match(
      screen.replaceAll(/\s+/g, " "),
      /did not accept the password\. 2 more wrong ones close the login/,
    );
    assert.equal(office.counter("logins.refused.login.wrong-password"), 1);
    assert.equal(office.counter("logins.accepted"), 1);
    assert.match(screen, /perennial resume/);
  });
});
