import assert from "node:assert/strict";
import { requireTerminal, TokenDesk, type KeyOnToken } from "./token-desk.js";

describe("perennial tokens remove-key", function () {
  this.timeout(120_000);
  let desk: TokenDesk;
  let old: KeyOnToken;
  let replacement: KeyOnToken;
  let pin: string;
  let by: Parameters<TokenDesk["addCertificate"]>[3];
  beforeEach(async function () {
    desk = await TokenDesk.open(this);
    old = await desk.makeKey("01", "old");
    replacement = await desk.makeKey("02", "new");
    const authority = await desk.addAuthority();
    await desk.addCertificate(old, "Ada", 10, authority);
    await desk.addCertificate(replacement, "Ada", 300, authority);
    by = authority;
    pin = await desk.pinFile("123456");
  });
  afterEach(() => desk?.[Symbol.asyncDispose]());

  const remove = (...args: readonly string[]) =>
    desk.json("tokens", "remove-key", "Card", ...args, "--pin-file", pin);

  async function ids(): Promise<readonly string[]> {
    const { data } = await desk.json("tokens", "keys", "Card", "--login", "--pin-file", pin);
    const all = (data["keys"] as { id: string }[]).map(({ id }) => id).toSorted();
    return all.filter((id) => id !== "ca");
  }

  it("removes the old pair with its certificate once the fingerprint was typed, and the new one has signed", async () => {
    const { code, data } = await remove(
      ...["01", "--replacement", "02", "--yes", "--fingerprint", old.spkiHash],
    );
    assert.equal(code, 0, JSON.stringify(data));
    assert.equal(data["removed"], true);
    assert.ok((await desk.shim.calls("C_Sign")).length > 0);
    assert.equal(await desk.logins(), 1);
    assert.deepEqual(await ids(), ["02"]);
    const { stdout } = await desk.run("audit", "show");
    assert.match(stdout, /token\.key-removal-confirmed/);
    assert.match(stdout, /token\.key-removed/);
  });

  it("refuses everything else, and then nothing is destroyed", async () => {
    const yes = ["--yes", "--fingerprint", old.spkiHash];
    const refusals: readonly (readonly [readonly string[], string])[] = [
      [["01", "--replacement", "02"], "usage.confirm"],
      [["01", "--replacement", "02", "--yes"], "usage.fingerprint-missing"],
      [["01", ...yes], "usage.replacement-missing"],
      [
        ["01", "--replacement", "02", "--yes", "--fingerprint", replacement.spkiHash],
        "token.removal-unconfirmed",
      ],
      [["01", "--replacement", "01", ...yes], "token.removal-unconfirmed"],
      [["01", "--replacement", "03", ...yes], "tokens.no-such-key"],
      [["03", "--replacement", "02", ...yes], "tokens.no-such-key"],
    ];
    for (const [args, expected] of refusals) {
      const { code, data } = await remove(...args);
      assert.equal(data.error?.code, expected, args.join(" "));
      assert.notEqual(code, 0);
    }
    assert.deepEqual(await desk.shim.calls("C_DestroyObject"), []);
    assert.deepEqual(await ids(), ["01", "02"]);
  });

  it("refuses a replacement without a certificate that is valid now", async () => {
    await desk.makeKey("03", "bare");
    const expired = await desk.makeKey("04", "expired");
    await desk.addCertificate(expired, "Expired", 0.5);
    for (const id of ["03", "04"]) {
      const { data } = await remove(
        ...["01", "--replacement", id, "--yes", "--fingerprint", old.spkiHash],
      );
      assert.equal(data.error?.code, "tokens.replacement-unusable");
    }
    assert.deepEqual(await desk.shim.calls("C_DestroyObject"), []);
  });

  it("refuses a replacement that nobody vouches for, and another subject where nobody is asked", async () => {
    await desk.addCertificate(await desk.makeKey("03", "throw-away"), "Ada", 300);
    await desk.addCertificate(await desk.makeKey("04", "other"), "Bob", 300, by);
    for (const [id, expected] of [
      ["03", "tokens.replacement-unusable"],
      ["04", "tokens.replacement-subject"],
    ] as const) {
      const { code, data } = await remove(
        ...["01", "--replacement", id, "--yes", "--fingerprint", old.spkiHash],
      );
      assert.deepEqual([code, data.error?.code], [3, expected]);
    }
    assert.deepEqual(await desk.shim.calls("C_DestroyObject"), []);
  });

  it("asks at a terminal about another subject, and shows what stays", async function () {
    requireTerminal(this);
    const other = await desk.makeKey("04", "other");
    await desk.addCertificate(other, "Bob", 300, by);
    await desk.addCertificate({ ...other, id: "01" }, "Foreign", 300, by);
    const args = ["tokens", "remove-key", "Card", "01", "--replacement", "04"];
    const moves = [
      { sees: "(not shown):", types: "123456\r" },
      { sees: "[y/N]", types: "\r" },
    ];
    const { screen } = await desk.atTerminal(args, moves);
    assert.match(screen, /They stay/);
    assert.match(screen, /another subject/);
    assert.match(screen, /Nothing was removed/);
    assert.deepEqual(await desk.shim.calls("C_DestroyObject"), []);
  });

  it("removes nothing where the new key does not sign", async () => {
    await desk.shim.set({ faults: [{ call: "C_Sign", do: { return: "CKR_DEVICE_ERROR" } }] });
    const { code, data } = await remove(
      ...["01", "--replacement", "02", "--yes", "--fingerprint", old.spkiHash],
    );
    assert.notEqual(code, 0, JSON.stringify(data));
    assert.deepEqual(await desk.shim.calls("C_DestroyObject"), []);
    await desk.shim.reset();
    assert.deepEqual(await ids(), ["01", "02"]);
  });

  it("shows at a terminal what goes and what stays, and asks; Enter keeps everything", async function () {
    requireTerminal(this);
    const args = ["tokens", "remove-key", "Card", "01", "--replacement", "02"];
    const asked = { sees: "(not shown):", types: "123456\r" };
    const kept = await desk.atTerminal(args, [asked, { sees: "[y/N]", types: "\r" }]);
    assert.equal(kept.code, 0, kept.screen);
    assert.match(kept.screen, /Nothing was removed/);
    assert.ok(kept.screen.includes(old.spkiHash) && kept.screen.includes(replacement.spkiHash));
    assert.deepEqual(await ids(), ["01", "02"]);
    const gone = await desk.atTerminal(args, [asked, { sees: "[y/N]", types: "y\r" }]);
    assert.equal(gone.code, 0, gone.screen);
    assert.deepEqual(await ids(), ["02"]);
  });
});
