import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import type { ShimSettings } from "../index.js";
import { CardDesk, label, Person, pin } from "./card-desk.js";

const wrong = "000000";

describe("The PINs that reach a card", function () {
  this.timeout(120_000);
  this.slow(5_000);

  async function refused(desk: CardDesk, person: Person, code: string): Promise<PerennialError> {
    let error: unknown;
    await assert.rejects(desk.keys(person).login(), (thrown) => {
      error = thrown;
      return PerennialError.is(thrown, code);
    });
    return error as PerennialError;
  }

  const never: readonly (readonly [string, string, ShimSettings, Person])[] = [
    ["at a PIN pad", "token.pin-pad", { token: { pinPad: true } }, new Person(pin)],
    ["that are empty", "token.pin-empty", {}, new Person("")],
    ["that nobody gives", "token.pin-not-given", {}, new Person()],
    ["in Latin-1", "token.pin-characters", {}, new Person(Buffer.from("12é456", "latin1"))],
    ["with a byte order mark", "token.pin-characters", {}, new Person(`\ufeff${pin}`)],
    ["with NUL in them", "token.pin-characters", {}, new Person("123\u0000456")],
    [
      "shorter than it takes",
      "token.pin-length",
      { token: { pinLength: { min: 8, max: 8 } } },
      new Person(pin),
    ],
    [
      "while it says that it is locked",
      "token.pin-locked",
      { token: { flags: { set: ["USER_PIN_LOCKED"] } } },
      new Person(pin),
    ],
    [
      "while it has none",
      "token.pin-not-set",
      { token: { flags: { clear: ["USER_PIN_INITIALIZED"] } } },
      new Person(pin),
    ],
    [
      "while it is not initialised",
      "token.not-initialized",
      { token: { flags: { clear: ["TOKEN_INITIALIZED"] } } },
      new Person(pin),
    ],
    [
      "for its last try that nobody wants",
      "token.pin-final-try",
      { token: { flags: { set: ["USER_PIN_FINAL_TRY"] } } },
      new Person(pin),
    ],
  ];
  for (const [when, code, settings, person] of never) {
    it(`are none ${when}`, async function () {
      await using desk = await CardDesk.open(this, settings);
      assert.equal((await refused(desk, person, code)).effect, "none");
      assert.deepEqual(await desk.logins(), []);
      assert.equal((await desk.shim.tries()).user, 0);
    });
  }

  it("are sent byte for byte, whatever letters they have", async function () {
    const own = "12é4鍵";
    await using desk = await CardDesk.open(this, {}, {}, own);
    await desk.keys(new Person(own)).login();
    assert.deepEqual(await desk.logins(), [Buffer.from(own).length]);
  });

  it("are the one that was entered, when it is wrong, and never that one again", async function () {
    await using desk = await CardDesk.open(this, { token: { pinTries: 3 } });
    const person = new Person(wrong);
    const keys = desk.keys(person);
    await assert.rejects(keys.login(), { code: "token.pin-wrong" });
    // Whatever comes next has no PIN of its own to try.
    const id = await keys.newId();
    for (const next of [
      () => keys.login(),
      () => keys.find(id),
      () => keys.generate({ id, algorithm: "ec-p256", label: "x" }),
    ]) {
      await assert.rejects(next, { code: "token.pin-not-given" });
    }
    assert.deepEqual(await desk.logins(), [wrong.length]);
    assert.equal((await desk.shim.tries()).user, 1);
  });

  it("are no more than three where it locks after three, and the third only when it is wanted", async function () {
    await using desk = await CardDesk.open(this, { token: { pinTries: 3, pinFlags: false } });
    for (let entered = 1; entered <= 2; entered += 1) {
      await refused(desk, new Person(wrong), "token.pin-wrong");
      assert.equal((await desk.logins()).length, entered);
    }
    // No flag says so: the ledger does.
    await refused(desk, new Person(wrong), "token.pin-final-try");
    const daring = new Person();
    daring.ask = (question) => {
      daring.questions.push(question);
      return Promise.resolve({ pin: Buffer.from(wrong), acceptLastTry: true });
    };
    await refused(desk, daring, "token.pin-wrong");
    await refused(desk, daring, "token.pin-locked");
    await refused(desk, daring, "token.pin-was-locked");
    assert.equal((await desk.logins()).length, 4);
    assert.equal((await desk.shim.tries()).user, 3);
  });

  it("are one, whatever the card answers to it", async function () {
    for (const answer of [
      "CKR_GENERAL_ERROR",
      "CKR_DEVICE_ERROR",
      "CKR_FUNCTION_FAILED",
      "CKR_PIN_EXPIRED",
      "CKR_SESSION_HANDLE_INVALID",
      "CKR_USER_ALREADY_LOGGED_IN",
    ] as const) {
      await using desk = await CardDesk.open(this, {
        faults: [{ call: "C_Login", do: { return: answer } }],
      });
      const person = new Person(pin, pin, pin);
      await assert.rejects(desk.keys(person).login(), PerennialError);
      assert.deepEqual([person.questions.length, await desk.logins()], [1, [pin.length]]);
      const token = await desk.services.modules.locate({ label });
      const history = await desk.services.ledger.history(token.identity, { use: "login" });
      assert.equal(history.spent, 1, answer);
    }
  });

  it("are one when the driver dies or hangs over it, and that one counts as spent", async function () {
    for (const fault of [
      { crash: "before" },
      { crash: "afterwards" },
      { hang: "before" },
    ] as const) {
      await using desk = await CardDesk.open(
        this,
        { faults: [{ call: "C_Login", do: fault }] },
        { login: 1_000 },
      );
      const person = new Person(pin, pin);
      await assert.rejects(desk.keys(person).login(), PerennialError);
      assert.deepEqual([person.questions.length, await desk.logins()], [1, [pin.length]]);
      await desk.shim.reset();
      const token = await desk.services.modules.locate({ label });
      const history = await desk.services.ledger.history(token.identity, { use: "login" });
      assert.deepEqual([history.spent, history.unknown], [1, 1]);
    }
  });

  it("are, for a key that asks each time, one for each signature, and another PIN's count", async function () {
    const own = "987654";
    await using desk = await CardDesk.open(this);
    const person = new Person(pin, own, own, wrong);
    const keys = desk.keys(person);
    const id = await keys.newId();
    await keys.generate({ id, algorithm: "ec-p256", label: "signs" });
    const settings = { keys: Buffer.from(id, "hex"), pin: own, tries: 3 };
    await desk.shim.set({ tokens: { [label]: { alwaysAuthenticate: settings } } });
    const signer = await keys.signer(id);
    await signer.sign(Buffer.from("a"), "sha256");
    await signer.sign(Buffer.from("b"), "sha256");
    await assert.rejects(signer.sign(Buffer.from("c"), "sha256"), { code: "token.pin-wrong" });
    const users = (await desk.shim.calls("C_Login")).map(({ details }) => details["user"]);
    assert.deepEqual(users, ["1", "2", "2", "2"]);
    assert.deepEqual(await desk.shim.tries(), { user: 0, so: 0, context: 1 });
    assert.deepEqual(
      person.questions.map(({ pin: asked }) => asked.use),
      ["login", "signature", "signature", "signature"],
    );
  });
});
