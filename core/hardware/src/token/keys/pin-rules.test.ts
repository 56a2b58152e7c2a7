import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PerennialError } from "@perennial/api";
import { FilePinLedger } from "../ledger/file-pin-ledger.js";
import type { PinOutcome } from "../ledger/pin-ledger.js";
import type { TokenFlags } from "../link/token-views.js";
import { newHome, removeHomes } from "../../test-support/stores.js";
import { ScriptedPins } from "../testing/soft-hsm.js";
import { someToken } from "../testing/some-token.js";
import { PinDesk } from "./pin-desk.js";
import type { PinSource } from "./pin-source.js";

const token = (flags: Partial<TokenFlags> = {}) => someToken({ flags });

/** A token's process that counts what reaches it and ends each login so. */
class CountingToken {
  readonly pins: string[] = [];
  #ended: ((outcome: PinOutcome) => void) | undefined;

  constructor(private readonly outcome: PinOutcome | "never") {}

  sendPin(pin: Uint8Array, ended: (outcome: PinOutcome) => void): number {
    this.pins.push(Buffer.from(pin).toString());
    this.#ended = ended;
    pin.fill(0);
    return this.pins.length;
  }

  login(): Promise<string> {
    if (this.outcome !== "never") this.#ended?.(this.outcome);
    if (this.outcome === "right") return Promise.resolve("in");
    return Promise.reject(new PerennialError(`token.test-${this.outcome}`));
  }
}

const login = { pin: { use: "login" } } as const;

describe("A PIN", () => {
  const now = () => Date.parse("2026-11-20T09:00:00Z");
  after(removeHomes);

  async function present(
    source: PinSource,
    card: CountingToken,
    ledger: FilePinLedger,
    to = token(),
  ) {
    return new PinDesk(ledger, source).present(to, login, card, () => card.login());
  }

  const refusals: readonly (readonly [string, Partial<TokenFlags>])[] = [
    ["token.pin-pad", { pinPad: true }],
    ["token.pin-locked", { pinLocked: true }],
    ["token.not-initialized", { initialized: false }],
    ["token.pin-not-set", { pinSet: false }],
  ];
  for (const [code, more] of refusals) {
    it(`is neither asked for nor sent where the answer is ${code}`, async () => {
      const card = new CountingToken("right");
      const source = new ScriptedPins(["1234"]);
      const ledger = new FilePinLedger(newHome(), now);
      await assert.rejects(present(source, card, ledger, token(more)), (error) => {
        assert.ok(PerennialError.is(error, code));
        return error.effect === "none";
      });
      assert.deepEqual([card.pins, source.questions], [[], []]);
    });
  }

  it("that is empty, or that nobody gives, never reaches the token and costs nothing", async () => {
    const ledger = new FilePinLedger(newHome(), now);
    const card = new CountingToken("right");
    await assert.rejects(present(new ScriptedPins([""]), card, ledger), {
      code: "token.pin-empty",
    });
    await assert.rejects(present(new ScriptedPins([]), card, ledger), {
      code: "token.pin-not-given",
    });
    assert.deepEqual(card.pins, []);
    assert.equal((await ledger.history(token().identity, login.pin)).spent, 0);
  });

  it("that is wrong reaches the token once, and is on record before it does", async () => {
    const home = newHome();
    const ledger = new FilePinLedger(home, now);
    const folder = join(home, "tokens", "ledger");
    let before: readonly string[] = [];
    const card = new CountingToken("wrong");
    const desk = new PinDesk(ledger, new ScriptedPins(["1234"]));
    const presented = desk.present(token(), login, card, () => {
      before = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
      return card.login();
    });
    await assert.rejects(presented, { code: "token.test-wrong" });
    assert.equal(before.length, 1);
    assert.match(before[0] ?? "", /perennial-pin-attempt/u);
    assert.ok(!before[0]?.includes("1234"));
    assert.deepEqual(card.pins, ["1234"]);
    const history = await ledger.history(token().identity, login.pin);
    assert.deepEqual([history.spent, history.unknown], [1, 0]);
  });

  it("whose fate is not known counts as spent, also for another process that looks later", async () => {
    const home = newHome();
    const card = new CountingToken("never");
    await assert.rejects(present(new ScriptedPins(["1234"]), card, new FilePinLedger(home, now)), {
      code: "token.test-never",
    });
    const history = await new FilePinLedger(home, now).history(token().identity, login.pin);
    assert.deepEqual([history.spent, history.unknown], [1, 1]);
  });

  it("is not sent for the last try unless the person says so, whatever the flags say", async () => {
    const ledger = new FilePinLedger(newHome(), now);
    const card = new CountingToken("wrong");
    for (let spent = 0; spent < 2; spent += 1) {
      await assert.rejects(present(new ScriptedPins(["1234"]), card, ledger), {
        code: "token.test-wrong",
      });
    }
    const source = new ScriptedPins(["1234"]);
    await assert.rejects(present(source, card, ledger), { code: "token.pin-final-try" });
    assert.equal(source.questions[0]?.lastTry, true);
    assert.equal(card.pins.length, 2);
    await assert.rejects(present(new ScriptedPins(["1234"], false, true), card, ledger), {
      code: "token.test-wrong",
    });
    assert.equal(card.pins.length, 3);
  });

  it("is not sent for the last try that the token's flag tells of", async () => {
    const card = new CountingToken("right");
    const ledger = new FilePinLedger(newHome(), now);
    const final = token({ pinFinalTry: true });
    await assert.rejects(present(new ScriptedPins(["1234"]), card, ledger, final), {
      code: "token.pin-final-try",
    });
    assert.deepEqual(card.pins, []);
  });

  it("is sent unattended only when ledger and flags are clean", async () => {
    const ledger = new FilePinLedger(newHome(), now);
    const right = new CountingToken("right");
    assert.equal(await present(new ScriptedPins(["1234"], true), right, ledger), "in");
    const low = token({ pinCountLow: true });
    const wrong = new CountingToken("wrong");
    await assert.rejects(present(new ScriptedPins(["1234"], true), wrong, ledger, low), {
      code: "token.pin-unattended",
    });
    await assert.rejects(present(new ScriptedPins(["0000"], true), wrong, ledger), {
      code: "token.test-wrong",
    });
    await assert.rejects(present(new ScriptedPins(["1234"], true), wrong, ledger), {
      code: "token.pin-unattended",
    });
    assert.deepEqual(wrong.pins, ["0000"]);
  });

  it("that nobody is there to give may be given to each run that is started", async () => {
    const ledger = new FilePinLedger(newHome(), now);
    const card = new CountingToken("right");
    const none = { code: "token.pin-not-given", effect: "none" };
    const retry = { untilFixed: true };
    await assert.rejects(present(new ScriptedPins([], true), card, ledger), { ...none, retry });
    await assert.rejects(present(new ScriptedPins([]), card, ledger), {
      ...none,
      retry: undefined,
    });
  });

  it("that the token said is locked is not tried again although no flag says so", async () => {
    const ledger = new FilePinLedger(newHome(), now);
    await assert.rejects(present(new ScriptedPins(["1234"]), new CountingToken("locked"), ledger), {
      code: "token.test-locked",
    });
    const card = new CountingToken("right");
    await assert.rejects(present(new ScriptedPins(["1234"], false, true), card, ledger), {
      code: "token.pin-was-locked",
    });
    assert.deepEqual(card.pins, []);
    assert.equal(await ledger.forget(token().identity), 1);
    assert.equal(await present(new ScriptedPins(["1234"]), card, ledger), "in");
  });

  it("that is right clears what was spent, and leaves another PIN's count alone", async () => {
    const home = newHome();
    const ledger = new FilePinLedger(home, now);
    const { identity } = token();
    const signature = { use: "signature", key: "aa" } as const;
    await (await ledger.begin(identity, signature)).ended("wrong");
    await (await ledger.begin(identity, login.pin)).ended("wrong");
    await (await ledger.begin(identity, login.pin)).ended("right");
    assert.equal((await ledger.history(identity, login.pin)).spent, 0);
    assert.equal((await ledger.history(identity, signature)).spent, 1);
    assert.equal(readdirSync(join(home, "tokens", "ledger")).length, 2);
  });

  it("is counted for the token it was sent to, whatever that holds and is called by now", async () => {
    const ledger = new FilePinLedger(newHome(), now);
    const { identity } = token();
    const held = { ...identity, spkiHashes: ["a"] };
    await (await ledger.begin(held, login.pin)).ended("wrong");
    const renamed = {
      spkiHashes: ["b", "a"],
      label: "x",
      manufacturer: "y",
      model: "z",
      serial: "",
    };
    assert.equal((await ledger.history(renamed, login.pin)).spent, 1);
    assert.equal((await ledger.history(identity, login.pin)).spent, 1);
    const other = { ...identity, serial: "2" };
    assert.equal((await ledger.history(other, login.pin)).spent, 0);
  });

  it("that is wrong while another process logs in is counted, and nothing else is left", async () => {
    const home = newHome();
    const { identity } = token();
    for (const outcome of ["wrong", "unknown", "locked"] as const) {
      const slow = await new FilePinLedger(home, now).begin(identity, login.pin);
      const quick = await new FilePinLedger(home, now).begin(identity, login.pin);
      await quick.ended("right");
      await slow.ended(outcome);
      const ledger = new FilePinLedger(home, now);
      const { spent, unknown, locked } = await ledger.history(identity, login.pin);
      const expected = [1, outcome === "unknown" ? 1 : 0, outcome === "locked"];
      assert.deepEqual([spent, unknown, locked], expected);
      assert.equal(await ledger.forget(identity), 1);
      assert.deepEqual(readdirSync(join(home, "tokens", "ledger")), []);
    }
  });

  it("is counted together for empty tokens that only a serial number tells apart", async () => {
    const ledger = new FilePinLedger(newHome(), now);
    const { identity } = token();
    const renumbered = { ...identity, serial: "2" };
    await (await ledger.begin(identity, login.pin)).ended("wrong");
    await (await ledger.begin(renumbered, login.pin)).ended("wrong");
    assert.equal((await ledger.history(renumbered, login.pin)).spent, 2);
    // It may be another one after all: a right PIN says nothing of that one's.
    await (await ledger.begin(renumbered, login.pin)).ended("right");
    assert.equal((await ledger.history(identity, login.pin)).spent, 1);
    const relabelled = { ...renumbered, label: "Another" };
    assert.equal((await ledger.history(relabelled, login.pin)).spent, 0);
    assert.equal(await ledger.forget(renumbered), 1);
  });

  it("is not tried when the ledger cannot be read or written", async () => {
    const home = newHome();
    const ledger = new FilePinLedger(home, now);
    await (await ledger.begin(token().identity, login.pin)).ended("wrong");
    const folder = join(home, "tokens", "ledger");
    const [name = ""] = readdirSync(folder).filter((one) => one.endsWith(".json"));
    const { writeFileSync } = await import("node:fs");
    writeFileSync(join(folder, name), "{}");
    const card = new CountingToken("right");
    await assert.rejects(present(new ScriptedPins(["1234"]), card, ledger), {
      code: "keys.corrupt",
    });
    assert.deepEqual(card.pins, []);
  });
});
