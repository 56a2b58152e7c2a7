import assert from "node:assert/strict";
import { join } from "node:path";
import { luxtrustUser, repositoryRoot, sofiePassword } from "../harness/index.js";
import { requireRig } from "../rigs/index.js";
import { inTerminal, type Move, type Session } from "./pseudo-terminal.js";
import { cardLabel, cardPin, TokenOffice } from "./token-office.js";
import { requireTerminal } from "./token-desk.js";

/** Enter for each field that is filled in already. */
const data: readonly Move[] = ["[C10]", "[C11]", "[C12]", "[C13]", "[C14]", "[C15]"].map(
  (sees) => ({ sees, types: "\r" }),
);

describe("A renewal on a token at a terminal", function () {
  this.timeout(120_000);
  this.slow(20_000);
  let office: TokenOffice;

  beforeEach(async function () {
    requireTerminal(this);
    requireRig(this, TokenOffice.missing());
    office = await TokenOffice.open();
  });
  afterEach(() => office?.[Symbol.asyncDispose]());

  function perennial(args: readonly string[], moves: readonly Move[]): Promise<Session> {
    const { world, shim } = office;
    const command = join(repositoryRoot(), "hosts", "cli", "bin", "perennial.js");
    const files = ["--passphrase-file", world.file("passphrase"), "--module", shim.modulePath];
    return inTerminal(
      [process.execPath, command, ...args, ...files],
      { PATH: process.env["PATH"] ?? "", HOME: world.home, PERENNIAL_HOME: world.home, LANG: "en" },
      moves,
    );
  }

  it("asks for the PIN once, of the token by its name, and Ctrl-C there costs nothing", async () => {
    const { world } = office;
    const password = sofiePassword(luxtrustUser(world.simulator, world.user));
    const left = await perennial(
      ["renew", "acme"],
      [...data, { sees: "(not shown):", types: "73\u0003" }],
    );
    assert.equal(left.code, 130, left.screen);
    assert.ok(left.screen.includes(`PIN for the token “${cardLabel}”`), left.screen);
    assert.equal(await office.logins(), 0);
    const ended = await perennial(
      ["resume", "--wait-for", "30s"],
      [
        { sees: "(not shown):", types: `${cardPin}\r` },
        { sees: "New SOFiE password", types: `${password}\r` },
        { sees: "n: Cancel", types: "y\r" },
        { sees: "n: NO", types: "yes\r" },
        { sees: "yes / no", types: "y\r" },
      ],
    );
    assert.equal(ended.code, 0, ended.screen);
    assert.match(ended.screen, /acme: renewed/);
    assert.ok(!ended.screen.includes(cardPin), ended.screen);
    assert.equal(await office.logins(), 1);
    assert.equal((await office.generated()).length, 1);
    assert.deepEqual(world.counted(), world.once);
  });

  it("stops at the question for the PIN with SIGTERM as anywhere else", async () => {
    const { world } = office;
    const moves: Move[] = [...data, { sees: "(not shown):", signal: "SIGTERM" }];
    const { code, screen } = await perennial(["renew", "acme"], moves);
    assert.equal(code, 130, screen);
    const shown = await world.json("show", "acme");
    assert.equal(shown.data.renewals?.[0]?.state, "ready", JSON.stringify(shown.data));
    assert.equal(await office.logins(), 0);
  });

  it("asks again only with the next command after a wrong PIN, and says what it knows", async () => {
    const wrong = [...data, { sees: "(not shown):", types: "11112222\r" }];
    const failed = await perennial(["renew", "acme"], wrong);
    assert.equal(failed.code, 5, failed.screen);
    assert.equal(failed.screen.split("(not shown):").length, 2, failed.screen);
    assert.equal(await office.logins(), 1);
    const again = await perennial(
      ["resume", "acme"],
      [
        { sees: "(not shown):", types: `${cardPin}\r` },
        { sees: "New SOFiE password", types: "\u0003" },
      ],
    );
    assert.match(again.screen, /the last try was wrong/);
    assert.equal(await office.logins(), 2);
    assert.equal((await office.generated()).length, 1);
  });
});
