import assert from "node:assert/strict";
import { join } from "node:path";
import { luxtrustUser, repositoryRoot, requireTool, sofiePassword } from "../harness/index.js";
import { requireRig } from "../rigs/index.js";
import { inTerminal, type Move, type Session } from "./pseudo-terminal.js";
import { TokenOffice, cardPin } from "./token-office.js";

/** Enter for each field that is filled in already. */
const data: readonly Move[] = ["[C10]", "[C11]", "[C12]", "[C13]", "[C14]", "[C15]"].map(
  (sees) => ({ sees, types: "\r" }),
);
const pinPrompt = "PIN (not shown):";

describe("A person at the terminal whose key is on a token", function () {
  this.timeout(120_000);
  this.slow(40_000);
  let office: TokenOffice;

  beforeEach(async function () {
    requireRig(this, TokenOffice.missing());
    requireTool(this, "python3");
    office = await TokenOffice.open();
  });
  afterEach(() => office?.[Symbol.asyncDispose]());

  function perennial(args: readonly string[], moves: readonly Move[]): Promise<Session> {
    const { world, shim } = office;
    const cli = join(repositoryRoot(), "hosts", "cli", "bin", "perennial.js");
    const given = ["--passphrase-file", world.file("passphrase"), "--module", shim.modulePath];
    return inTerminal(
      [process.execPath, cli, ...args, ...given],
      { PATH: process.env["PATH"] ?? "", HOME: world.home, PERENNIAL_HOME: world.home, LANG: "en" },
      moves,
    );
  }
  function rest(): readonly Move[] {
    const { simulator, user } = office.world;
    return [
      { sees: "New SOFiE password", types: `${sofiePassword(luxtrustUser(simulator, user))}\r` },
      { sees: "n: Cancel", types: "y\r" },
      { sees: "n: NO", types: "yes\r" },
      { sees: "yes / no", types: "y\r" },
    ];
  }

  it("is told in the plan where a PIN is asked for, and of no entropy", async () => {
    const { stdout } = await office.world.inProcess(["renew", "acme", "--plan"]);
    assert.equal(stdout.match(/the PIN of the token/g)?.length, 3, stdout);
    assert.doesNotMatch(stdout, /pointer movement/);
  });

  it("types a wrong PIN, is asked for no other, and for one when they go on", async () => {
    const wrong = { sees: pinPrompt, types: "11112222\r" };
    const failed = await perennial(["renew", "acme", "--wait-for", "30s"], [...data, wrong]);
    assert.equal(failed.code, 5, failed.screen);
    assert.match(failed.screen, /token\.pin-wrong/);
    assert.equal(await office.logins(), 1);
    const right = { sees: pinPrompt, types: `${cardPin}\r` };
    const resumed = await perennial(["resume", "acme", "--wait-for", "30s"], [right, ...rest()]);
    assert.deepEqual([resumed.code, resumed.left], [0, 0], resumed.screen);
    assert.match(resumed.screen, /the last try was wrong/);
    assert.equal(await office.logins(), 2);
    assert.equal((await office.generated()).length, 1);
    for (const { screen } of [failed, resumed]) {
      assert.ok(!screen.includes(cardPin) && !screen.includes("11112222"), screen);
    }
    assert.deepEqual(await office.world.leaks(["11112222"]), []);
    assert.deepEqual(office.world.counted(), office.world.once);
  });

  it("is asked once for two accounts, whose keys are on one card, when the PIN is wrong", async () => {
    await office[Symbol.asyncDispose]();
    office = await TokenOffice.open({ contract: "sort" });
    const wrong = { sees: pinPrompt, types: "11112222\r" };
    const { code, screen } = await perennial(["renew", "acme"], [...data, wrong, ...data]);
    assert.equal(code, 5, screen);
    assert.equal(screen.split(pinPrompt).length - 1, 1, screen);
    assert.equal(await office.logins(), 1);
    for (const account of ["CRYPT", "TRANSPORT"]) {
      const { error } = await office.world.shown(account);
      assert.equal(error?.code, "token.pin-wrong");
    }
  });

  it("gives no PIN, and finds the renewal waiting for them", async () => {
    const none = { sees: pinPrompt, types: "\r" };
    const { code, screen } = await perennial(["renew", "acme"], [...data, none]);
    assert.equal(code, 4, screen);
    assert.equal(await office.logins(), 0);
  });

  it("is asked to put the card in, and goes on by doing so", async () => {
    await office.shim.remove();
    const putIn: Move = {
      sees: "leaves it for later:",
      // A PIN that is typed too early, and something else: neither is shown, nor kept for later.
      types: `y${cardPin}`,
      does: () => office.shim.insert(),
    };
    const pin: Move = { sees: pinPrompt, types: `${cardPin}\r` };
    const { code, left, screen } = await perennial(
      ["renew", "acme", "--wait-for", "30s"],
      [...data, putIn, pin, ...rest()],
    );
    assert.deepEqual([code, left], [0, 0], screen);
    assert.match(screen, /Put in the token/);
    assert.ok(!screen.includes(cardPin), screen);
    assert.equal(await office.logins(), 1);
  });
});
