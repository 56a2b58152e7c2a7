import assert from "node:assert/strict";
import { mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../harness/index.js";
import { requireRig } from "../rigs/index.js";
import { inTerminal, type Move } from "./pseudo-terminal.js";
import { requireTerminal } from "./token-desk.js";
import { cardLabel, cardPin, cardPlace, TokenOffice } from "./token-office.js";

/** Two cards of one label and PIN, of which one is in the reader. */
class TwoCards {
  readonly #drawer: string;

  private constructor(
    readonly office: TokenOffice,
    /** The folder of each card, by its name here. */
    readonly folders: Readonly<Record<"A" | "B", string>>,
  ) {
    this.#drawer = office.hsm.home.file("drawer");
  }

  static async open(office: TokenOffice): Promise<TwoCards> {
    const { hsm } = office;
    const [a = ""] = await readdir(hsm.tokenDirectory);
    await hsm.addToken({ label: cardLabel, userPin: cardPin });
    const b = (await readdir(hsm.tokenDirectory)).find((name) => name !== a) ?? "";
    const cards = new TwoCards(office, { A: a, B: b });
    await mkdir(cards.#drawer);
    await cards.takeOut("B");
    return cards;
  }

  /** With no process that has the module loaded: SoftHSM reads its folder when it is loaded. */
  async takeOut(card: "A" | "B"): Promise<void> {
    const folder = this.folders[card];
    await rename(join(this.office.hsm.tokenDirectory, folder), join(this.#drawer, folder));
  }

  async putIn(card: "A" | "B"): Promise<void> {
    const folder = this.folders[card];
    await rename(join(this.#drawer, folder), join(this.office.hsm.tokenDirectory, folder));
  }

  async exchange(out: "A" | "B", into: "A" | "B"): Promise<void> {
    await this.takeOut(out);
    await this.putIn(into);
  }

  /** SoftHSM's serial number of a card: the second half of the name of its folder. */
  serial(card: "A" | "B"): string {
    return this.folders[card].replaceAll("-", "").slice(-16);
  }
}

describe("A renewal on a card in whose place another one is", function () {
  this.timeout(120_000);
  this.slow(30_000);
  let office: TokenOffice;
  let cards: TwoCards;

  beforeEach(async function () {
    requireRig(this, TokenOffice.missing());
    office = await TokenOffice.open();
    cards = await TwoCards.open(office);
  });
  afterEach(() => office?.[Symbol.asyncDispose]());

  const goOnWithTheOther = async (): Promise<void> => {
    const refused = await office.drive("resume", { wait: "" });
    assert.equal(refused.code, 4, refused.stdout + refused.stderr);
    assert.equal(await office.logins(), 0, "no PIN for the other card");
  };
  const goOnWithItsOwn = async (): Promise<void> => {
    const ended = await office.drive("resume");
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.equal(await office.called("C_GenerateKeyPair"), 0, "the key was there");
    assert.deepEqual(office.world.counted(), office.world.once);
  };

  it("makes no second key after a kill, gives it no PIN, and goes on with its own", async () => {
    await office.killIn("C_GenerateKeyPair", "afterwards");
    await cards.exchange("A", "B");
    await office.shim.clearCalls();
    await goOnWithTheOther();
    assert.equal(await office.called("C_GenerateKeyPair"), 0);
    const { wait } = await office.world.shown();
    assert.deepEqual([wait?.for, wait?.serial], ["token", cards.serial("A")]);
    await goOnWithTheOther();
    await cards.exchange("B", "A");
    await goOnWithItsOwn();
  });

  it("gives it no PIN once its key was seen on its own", async () => {
    await office.killIn("C_SignInit", "before");
    await cards.exchange("A", "B");
    await office.shim.clearCalls();
    await goOnWithTheOther();
    await cards.exchange("B", "A");
    await goOnWithItsOwn();
  });
});

describe("The first renewal on a card that the profile names by its serial number", function () {
  this.timeout(120_000);
  this.slow(20_000);

  it("uses no other card, and gives it no PIN", async function () {
    requireRig(this, TokenOffice.missing());
    await using office = await TokenOffice.open({
      values: { keyPlace: `${cardPlace};serial=0815` },
    });
    const refused = await office.drive("renew", { wait: "" });
    assert.equal(refused.code, 4, refused.stdout + refused.stderr);
    assert.equal(await office.logins(), 0);
    assert.equal(await office.called("C_GenerateKeyPair"), 0);
    const { wait } = await office.world.shown();
    assert.deepEqual([wait?.for, wait?.serial], ["token", "0815"]);
  });

  it("asks the person at a terminal, who knows whether only its driver changed", async function () {
    requireTerminal(this);
    requireRig(this, TokenOffice.missing());
    await using office = await TokenOffice.open({
      values: { keyPlace: `${cardPlace};serial=0815` },
    });
    const { world, shim } = office;
    const command = join(repositoryRoot(), "hosts", "cli", "bin", "perennial.js");
    const files = ["--passphrase-file", world.file("passphrase"), "--module", shim.modulePath];
    const run = (name: string, moves: readonly Move[]) =>
      inTerminal(
        [process.execPath, command, name, "acme", ...files],
        {
          PATH: process.env["PATH"] ?? "",
          HOME: world.home,
          PERENNIAL_HOME: world.home,
          LANG: "en",
        },
        moves,
      );
    const data = ["[C10]", "[C11]", "[C12]", "[C13]", "[C14]", "[C15]"];
    const no = await run("renew", [
      ...data.map((sees) => ({ sees, types: "\r" })),
      { sees: "Is it the same card?", types: "n\r" },
      { sees: "Put in the token", types: "\u0003" },
    ]);
    assert.match(no.screen, /serial number 0815/);
    assert.doesNotMatch(no.screen, /not shown/);
    const yes = await run("resume", [
      { sees: "Is it the same card?", types: "y\r" },
      { sees: "(not shown):", types: "\u0003" },
    ]);
    assert.equal(yes.left, 0, yes.screen);
    assert.equal(await office.logins(), 0);
  });
});
