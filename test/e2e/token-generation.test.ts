import assert from "node:assert/strict";
import { join } from "node:path";
import { repositoryRoot } from "../harness/index.js";
import { requireRig, type SetFault } from "../rigs/index.js";
import { inTerminal, type Move, type Session } from "./pseudo-terminal.js";
import { requireTerminal } from "./token-desk.js";
import { cardPin, TokenOffice } from "./token-office.js";

/** Enter for each field that is filled in already. */
const data: readonly Move[] = ["[C10]", "[C11]", "[C12]", "[C13]", "[C14]", "[C15]"].map(
  (sees) => ({ sees, types: "\r" }),
);
const pin: Move = { sees: "(not shown):", types: `${cardPin}\r` };
const ctrlC = "\u0003";

describe("Ctrl-C at a terminal while the card makes the key", function () {
  this.timeout(120_000);
  this.slow(40_000);
  let office: TokenOffice;
  let held: SetFault;

  beforeEach(async function () {
    requireTerminal(this);
    requireRig(this, TokenOffice.missing());
    office = await TokenOffice.open();
    held = await office.shim.fault({
      call: "C_GenerateKeyPair",
      at: 1,
      do: { hold: "before", outlives: true },
    });
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

  /** The terminal sends SIGINT to every process of the command, that of the card included. */
  async function interrupted(): Promise<Session> {
    const making: Move = { sees: "The token makes the key pair", types: ctrlC };
    return await perennial(["renew", "acme"], [...data, pin, making]);
  }

  /** The card was asked for one key, and the renewal has that. */
  async function madeOnce(): Promise<void> {
    const { id } = (await office.world.shown()).outputs["generate-keys"] as { id?: string };
    assert.deepEqual(await office.generated(), [id]);
    assert.equal(await office.called("C_GenerateKeyPair"), 1);
    assert.deepEqual(office.world.counted(), office.world.once);
  }

  it("stops at once, says that nothing is lost, and the key is found when the card has made it", async () => {
    const stopped = await interrupted();
    assert.equal(stopped.code, 130, stopped.screen);
    assert.equal(stopped.left, 0, stopped.screen);
    assert.match(stopped.screen, /Leave it in\./);
    assert.match(stopped.screen, /Nothing is lost/);
    await held.clear();
    const ended = await office.drive("resume");
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    await madeOnce();
  });

  it("and a resume meanwhile says that the card is still at it, and leaves the card alone", async () => {
    assert.equal((await interrupted()).code, 130);
    const before = await office.shim.calls();
    const early = await office.drive("resume", { wait: "" });
    assert.equal(early.code, 4, early.stdout + early.stderr);
    assert.match(early.stdout, /still making the key pair/);
    assert.match(early.stdout, /Leave the token in/);
    assert.equal((await office.shim.calls()).length, before.length);
    await held.clear();
    const ended = await office.drive("resume");
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    await madeOnce();
  });
});
