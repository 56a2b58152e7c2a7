import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { requireTerminal, TokenDesk } from "./token-desk.js";

interface Listed {
  readonly label: string;
  readonly serial: string;
  readonly uri: string;
  readonly states: readonly string[];
}
interface ListedKey {
  readonly id: string;
  readonly label: string;
  readonly algorithm?: string;
  readonly spkiHash?: string;
  readonly uri: string;
  readonly privateKeys?: readonly object[];
  readonly certificates: readonly { readonly subject?: string; readonly notAfter?: string }[];
}

/** The order of a driver's slots is its own. */
function sorted(values: unknown): readonly unknown[] {
  return (values as unknown[]).toSorted();
}

describe("perennial tokens", function () {
  this.timeout(120_000);
  let desk: TokenDesk;
  before(async function () {
    desk = await TokenDesk.open(this);
  });
  after(() => desk?.[Symbol.asyncDispose]());

  async function listed(label: string): Promise<Listed> {
    const { data } = await desk.json("tokens", "list");
    const found = (data["tokens"] as Listed[]).find((token) => token.label === label);
    assert.ok(found, JSON.stringify(data));
    return found;
  }

  it("list shows drivers and tokens within 80 columns, in English and French", async () => {
    for (const [language, words] of [
      ["en", ["2 tokens:", "Card", "Other card", "ready", "One token driver:", "(named by you)"]],
      ["fr", ["2 jetons\u00a0:", "Card", "Other card", "prêt", "(indiqué par vous)"]],
    ] as const) {
      const { code, stdout, stderr } = await desk.run("tokens", "list", "--lang", language);
      assert.equal(code, 0, stderr);
      for (const word of words) assert.ok(stdout.includes(word), `${word}: ${stdout}`);
      const long = stdout.split("\n").filter((line) => line.length > 80);
      // A path or an address stays whole.
      assert.ok(
        long.every((line) => !line.trim().includes(" ")),
        long.join("\n"),
      );
    }
  });

  it("list, show and keys ask for no PIN and log in to nothing", async () => {
    await desk.shim.clearCalls();
    for (const args of [["list"], ["show", "Card"], ["keys", "Card"], ["doctor"], ["quarantine"]]) {
      const { code, stderr } = await desk.run("tokens", ...args);
      assert.equal(code, 0, stderr);
    }
    assert.equal(await desk.logins(), 0);
  });

  it("a token is named by its label, its serial number or its URI", async () => {
    const { serial, uri } = await listed("Other card");
    for (const name of ["Other card", serial, uri, "pkcs11:token=Other%20card"]) {
      const { code, data } = await desk.json("tokens", "show", name);
      assert.equal(code, 0, JSON.stringify(data));
      assert.equal((data["token"] as Listed).serial, serial);
    }
  });

  it("a name that fits nothing, or two tokens, is refused with what is there", async () => {
    const unknown = await desk.json("tokens", "show", "Carte");
    assert.equal(unknown.code, 2);
    assert.equal(unknown.data.error?.code, "tokens.no-such-token");
    assert.deepEqual(sorted(unknown.data.error?.params["available"]), ["Card", "Other card"]);
    const ambiguous = await desk.json("tokens", "show", "pkcs11:manufacturer=SoftHSM%20project");
    assert.equal(ambiguous.code, 2);
    assert.equal(ambiguous.data.error?.code, "tokens.ambiguous");
    const { problems } = ambiguous.data.error?.params ?? {};
    assert.deepEqual(
      sorted((problems as { message: string }[]).map(({ message }) => message.split(" · ")[0])),
      ["Card", "Other card"],
    );
  });

  it("a URI that holds a PIN is refused, and is not repeated", async () => {
    const { code, stdout, stderr } = await desk.run(
      "tokens",
      "show",
      "pkcs11:token=Card?pin-value=123456",
    );
    assert.equal(code, 2);
    assert.match(stderr, /token\.uri-pin/);
    assert.ok(!`${stdout}${stderr}`.includes("123456"));
  });

  it("show tells what a token can do, its PIN lengths, room and tries", async () => {
    await desk.shim.set({
      token: {
        pinLength: { min: 6, max: 8 },
        memory: { totalPublic: 9_000, freePublic: 5_000, totalPrivate: 9_000, freePrivate: 7_000 },
        withoutMechanisms: ["RSA_PKCS_KEY_PAIR_GEN"],
      },
    });
    try {
      const { data } = await desk.json("tokens", "show", "Card");
      const token = data["token"] as { pinLength: object; freeMemory: object };
      assert.deepEqual(token.pinLength, { min: 6, max: 8 });
      assert.deepEqual(token.freeMemory, { public: 5_000, private: 7_000 });
      assert.deepEqual(data["algorithms"], ["ec-p256", "ec-p384", "ec-p521"]);
      assert.deepEqual(data["pins"], [{ use: "login", spent: 0, unknown: 0, locked: false }]);
      const { stdout } = await desk.run("tokens", "show", "Card");
      for (const words of [
        "6 to 8 characters",
        "5,000 bytes public",
        "ec-p256, ec-p384, and ec-p521",
      ]) {
        assert.ok(stdout.includes(words), stdout);
      }
    } finally {
      await desk.shim.reset();
    }
  });

  it("states of a token are told in words, each with advice from the doctor", async () => {
    const states = [
      [{ flags: { set: ["USER_PIN_LOCKED"] } }, "pin-locked", "PIN locked", "PUK"],
      [{ flags: { set: ["USER_PIN_FINAL_TRY"] } }, "last-try", "LAST TRY", "PUK"],
      [{ flags: { set: ["USER_PIN_COUNT_LOW"] } }, "pin-count-low", "wrong PIN", "Unattended"],
      [{ pinPad: true }, "pin-pad", "PIN pad", "reader without keys"],
      [{ readOnly: true }, "write-protected", "write-protected", "vendor"],
      [{ flags: { clear: ["TOKEN_INITIALIZED"] } }, "not-initialized", "not initialized", "never"],
    ] as const;
    for (const [card, state, words, advice] of states) {
      await desk.shim.set({ tokens: { Card: card } });
      const token = await listed("Card");
      assert.ok(token.states.includes(state), JSON.stringify(token));
      const { stdout } = await desk.run("tokens", "list");
      assert.ok(stdout.includes(words), `${words}: ${stdout}`);
      const doctor = await desk.run("tokens", "doctor");
      assert.ok(doctor.stdout.includes(advice), `${advice}: ${doctor.stdout}`);
      await desk.shim.reset();
    }
  });

  it("keys shows what is public, and with one login what is private too", async () => {
    const key = await desk.makeKey("0a0b", "signature");
    await desk.addCertificate(key, "Ada", 30);
    const before = await desk.json("tokens", "keys", "Card");
    const [seen] = before.data["keys"] as ListedKey[];
    assert.equal(before.data["loggedIn"], false);
    assert.equal(seen?.id, "0a0b");
    assert.equal(seen.algorithm, "ec-p256");
    assert.equal(seen.spkiHash, key.spkiHash);
    assert.match(seen.uri, /^pkcs11:token=Card;.*;type=private;id=%0A%0B$/);
    assert.equal(seen.privateKeys, undefined);
    assert.equal(seen.certificates[0]?.subject, "C=LU,CN=Ada");
    await desk.shim.clearCalls();
    const pin = await desk.pinFile("123456");
    const after = await desk.json("tokens", "keys", "Card", "--login", "--pin-file", pin);
    assert.equal(after.code, 0, JSON.stringify(after.data));
    assert.equal((after.data["keys"] as ListedKey[])[0]?.privateKeys?.length, 1);
    assert.equal(await desk.logins(), 1);
    const { stdout } = await desk.run("tokens", "keys", "Card");
    assert.match(stdout, /Certificate: C=LU,CN=Ada, issued by C=LU,CN=Authority/);
    assert.match(stdout, /valid until .* \(in 2\d days\)/);
    assert.match(stdout, /add --login/);
  });

  it("show lists certificates without a key too, and one that cannot be read hides nothing", async () => {
    await desk.softHsm.writeCertificates(2, "Other card");
    const { code, data } = await desk.json("tokens", "show", "Other card");
    assert.equal(code, 0);
    assert.equal((data["certificates"] as object[]).length, 2);
    assert.deepEqual(data["keys"], []);
  });

  it("watch tells in JSON lines what is there, goes, comes back and changes", async () => {
    const watching = desk.watch();
    await watching.told("inserted", "Card");
    await desk.shim.remove("Card");
    await watching.told("removed", "Card");
    await desk.shim.insert("Card");
    await watching.told("inserted", "Card", 2);
    await desk.shim.set({ tokens: { Card: { flags: { set: ["USER_PIN_LOCKED"] } } } });
    await watching.told("changed", "Card");
    const { code } = await watching.stop();
    await desk.shim.reset();
    assert.equal(code, 0);
    const { events } = watching;
    const ofCard = events.filter(({ token }) => token?.label === "Card");
    assert.deepEqual(
      ofCard.map(({ event }) => event),
      ["inserted", "removed", "inserted", "changed"],
    );
    assert.deepEqual(ofCard.at(-1)?.token?.states, ["pin-locked"]);
    assert.deepEqual(Object.keys(events.at(-1) ?? {}), ["perennial", "command", "stopped"]);
  });

  it("watch --for waits for one event of one token and ends with it", async () => {
    const never = ["tokens", "watch", "Nobody", "--for", "inserted", "--wait-for", "1s", "--json"];
    const inserted = await desk.run(...never);
    assert.equal(inserted.code, 4);
    assert.match(inserted.stdout, /"waitedFor":"inserted","token":"Nobody","happened":false\}\n$/);
    const there = await desk.run("tokens", "watch", "Card", "--for", "inserted");
    assert.equal(there.code, 0);
    await desk.shim.clearCalls();
    const waiting = desk.run("tokens", "watch", "Card", "--for", "reinserted");
    // It has looked at both tokens several times before the card is taken out and put in.
    await desk.shim.entered("C_GetSlotList", 6);
    await desk.shim.replug("Card");
    assert.equal((await waiting).code, 0);
    const wrong = await desk.json("tokens", "watch", "Card");
    assert.equal(wrong.data.error?.code, "usage.watch-for");
  });

  it("watch ends with Ctrl-C at once", async function () {
    requireTerminal(this);
    const { code, screen } = await desk.atTerminal(
      ["tokens", "watch"],
      [{ sees: "Other card", signal: "SIGINT" }],
    );
    assert.equal(code, 0, screen);
    assert.match(screen, /Ended\./);
  });

  it("doctor names what each place has, the vendors’ drivers that are missing, and times", async () => {
    const { code, data } = await desk.json("tokens", "doctor");
    const findings = data["findings"] as { check: string; severity: string; message: string }[];
    assert.equal(code, 0, JSON.stringify(data));
    const checks = new Set(findings.map(({ check }) => check));
    for (const check of ["support", "places", "quarantine", "drivers", "states", "vendors"]) {
      assert.ok(checks.has(`token-${check}`), [...checks].join());
    }
    const text = findings.map(({ message }) => message).join("\n");
    assert.match(text, /read in [\d,]+ ms; 2 tokens/);
    assert.ok(text.includes(desk.shim.modulePath));
    if (process.platform === "linux") assert.match(text, /\/usr\/lib\/libeTPkcs11\.so/);
  });

  it("a driver that is named and not there, and a list of drivers that is wrong, are told", async () => {
    const { data } = await desk.json("tokens", "list", "--module", "/nowhere/driver.so");
    assert.deepEqual(
      (data["remarks"] as { code: string }[]).map(({ code }) => code),
      ["token.module-missing"],
    );
    const doctor = await desk.run("tokens", "doctor", "--module", "/nowhere/driver.so");
    assert.match(doctor.stdout, /\/nowhere\/driver\.so is named in the\s+configuration/);
  });

  it("perennial doctor has a line about tokens and loads no driver for it", async () => {
    await desk.shim.clearCalls();
    const { stdout } = await desk.run("doctor");
    assert.match(stdout, /tokens: One token driver is installed/);
    assert.deepEqual(await desk.shim.calls(), []);
  });

  it("the ledger’s folder is for its owner alone", async () => {
    const { mode } = await stat(desk.home.file("tokens", "ledger"));
    assert.equal(mode & 0o077, 0);
  });
});
