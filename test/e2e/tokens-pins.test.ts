import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { runCli } from "../harness/index.js";
import { requireTerminal, TokenDesk } from "./token-desk.js";
import { skipBecause } from "../harness/index.js";

const right = "123456";
const wrong = "935171";
const login = ["tokens", "keys", "Card", "--login"] as const;

describe("The PIN of a token", function () {
  this.timeout(120_000);
  let desk: TokenDesk;
  beforeEach(async function () {
    desk = await TokenDesk.open(this, { token: { pinTries: 3 } });
  });
  afterEach(() => desk?.[Symbol.asyncDispose]());

  async function codeOf(...args: readonly string[]): Promise<string | undefined> {
    return (await desk.json(...args)).data.error?.code;
  }

  it("is not asked for where nobody is, and nothing is tried", async () => {
    const { code, data } = await desk.json(...login);
    assert.equal(code, 4);
    assert.equal(data.error?.code, "token.pin-not-given");
    assert.equal(await desk.logins(), 0);
  });

  it("comes from a file once: one login; a wrong one costs one try and is not tried again", async () => {
    assert.equal((await desk.json(...login, "--pin-file", await desk.pinFile(right))).code, 0);
    assert.equal(await desk.logins(), 1);
    const bad = await desk.pinFile(wrong);
    assert.equal(await codeOf(...login, "--pin-file", bad), "token.pin-wrong");
    assert.equal(await desk.logins(), 2);
    assert.equal((await desk.shim.tries("Card")).user, 1);
    for (const file of [bad, await desk.pinFile(right)]) {
      const { code, data } = await desk.json(...login, "--pin-file", file);
      assert.equal(code, 4);
      assert.equal(data.error?.code, "token.pin-unattended");
    }
    assert.equal(await desk.logins(), 2);
  });

  it("is refused from a file that others may read, is a link, or holds no PIN", async () => {
    const file = await desk.pinFile(right);
    await chmod(file, 0o640);
    assert.equal(await codeOf(...login, "--pin-file", file), "pin-file.refused");
    await chmod(file, 0o600);
    await symlink(file, desk.home.file("link"));
    assert.equal(await codeOf(...login, "--pin-file", desk.home.file("link")), "pin-file.refused");
    assert.equal(await codeOf(...login, "--pin-file", "/nowhere/pin"), "pin-file.missing");
    for (const content of ["", "\n", "\r\n", `${right}\n${right}\n${right}\n`]) {
      const path = desk.home.file("odd");
      await writeFile(path, content, { mode: 0o600 });
      assert.equal(await codeOf(...login, "--pin-file", path), "pin-file.unusable");
    }
    assert.equal(await desk.logins(), 0);
  });

  it("comes from the credential that systemd hands to a service", async () => {
    const folder = desk.home.file("credentials");
    await mkdir(folder);
    await writeFile(desk.home.file("credentials", "perennial-pin"), right, { mode: 0o440 });
    const args = [...login, "--json", "--module", desk.shim.modulePath];
    const { code, stdout } = await runCli(args, {
      home: desk.home.path,
      env: { CREDENTIALS_DIRECTORY: folder },
    });
    assert.equal(code, 0, stdout);
    assert.equal(await desk.logins(), 1);
  });

  it("is never sent to a token that is locked, has a PIN pad, no PIN, or is not initialized", async () => {
    const file = await desk.pinFile(right);
    for (const [card, expected] of [
      [{ pinPad: true }, "token.pin-pad"],
      [{ flags: { set: ["USER_PIN_LOCKED"] } }, "token.pin-locked"],
      [{ flags: { clear: ["USER_PIN_INITIALIZED"] } }, "token.pin-not-set"],
      [{ flags: { clear: ["TOKEN_INITIALIZED"] } }, "token.not-initialized"],
      [{ flags: { set: ["USER_PIN_FINAL_TRY"] } }, "token.pin-unattended"],
      [{ flags: { set: ["USER_PIN_COUNT_LOW"] } }, "token.pin-unattended"],
    ] as const) {
      await desk.shim.set({ tokens: { Card: card } });
      assert.equal(await codeOf(...login, "--pin-file", file), expected);
      await desk.shim.reset();
    }
    assert.equal(await desk.logins(), 0);
  });

  it("that locked without a flag stays untouched until a person says that it was unblocked", async () => {
    await desk.shim.set({ token: { pinTries: 1, pinFlags: false } });
    assert.equal(
      await codeOf(...login, "--pin-file", await desk.pinFile(wrong)),
      "token.pin-wrong",
    );
    // A person forgets it, without having unblocked anything: the token says that it is locked.
    assert.equal((await desk.json("tokens", "unblocked", "Card", "--yes")).code, 0);
    const file = await desk.pinFile(right);
    assert.equal(await codeOf(...login, "--pin-file", file), "token.pin-locked");
    assert.equal(await desk.logins(), 2);
    assert.equal(await codeOf(...login, "--pin-file", file), "token.pin-was-locked");
    assert.equal(await desk.logins(), 2);
    await desk.shim.setTries("user", 0, "Card");
    const unconfirmed = await desk.json("tokens", "unblocked", "Card");
    assert.equal(unconfirmed.code, 2);
    assert.equal(unconfirmed.data.error?.code, "usage.confirm");
    const { data } = await desk.json("tokens", "unblocked", "Card", "--yes");
    assert.equal(data["forgotten"], 1);
    assert.equal((await desk.json(...login, "--pin-file", file)).code, 0);
    const { stdout } = await desk.run("audit", "show");
    assert.match(stdout, /token\.said-unblocked/);
  });

  it("at a terminal is hidden, asked once, and shown what is known of earlier tries", async function () {
    requireTerminal(this);
    const first = await desk.atTerminal(login, [{ sees: "(not shown):", types: `${wrong}\r` }]);
    assert.equal(first.code, 5, first.screen);
    assert.match(first.screen, /PIN for the token “Card”/);
    assert.match(first.screen, /The PIN is wrong\. It was sent once and cost one try\./);
    assert.equal(await desk.logins(), 1);
    const second = await desk.atTerminal(login, [{ sees: "(not shown):", types: `${right}\r` }]);
    assert.equal(second.code, 0, second.screen);
    assert.match(second.screen, /the last try was wrong/);
    assert.match(second.screen.replaceAll("\r\n", "\n"), /“Card” shows nothing\./);
    assert.equal(await desk.logins(), 2);
    for (const { screen } of [first, second]) {
      assert.ok(!screen.includes(wrong) && !screen.includes(right), screen);
    }
  });

  it("at a terminal that is empty, or abandoned with Ctrl-C, reaches no token", async function () {
    requireTerminal(this);
    const empty = await desk.atTerminal(login, [{ sees: "(not shown):", types: "\r" }]);
    assert.equal(empty.code, 3, empty.screen);
    assert.match(empty.screen, /token\.pin-empty/);
    const ended = await desk.atTerminal(login, [{ sees: "(not shown):", types: "123\u0003" }]);
    assert.equal(ended.code, 130, ended.screen);
    assert.equal(await desk.logins(), 0);
  });

  it("at a terminal can be corrected while it is typed", async function () {
    requireTerminal(this);
    const typed = `99\u0015é\u007f12345x\u007f6\r`;
    const { code, screen } = await desk.atTerminal(login, [{ sees: "(not shown):", types: typed }]);
    assert.equal(code, 0, screen);
    assert.equal(await desk.logins(), 1);
  });

  it("may be the last try: only with a yes, and a no sends nothing", async function () {
    requireTerminal(this);
    const bad = await desk.atTerminal(login, [{ sees: "(not shown):", types: `${wrong}\r` }]);
    assert.equal(bad.code, 5);
    const worse = await desk.atTerminal(login, [{ sees: "(not shown):", types: `${wrong}\r` }]);
    assert.equal(worse.code, 5);
    assert.equal(await desk.logins(), 2);
    const no = await desk.atTerminal(login, [{ sees: "Use it?", types: "n\r" }]);
    assert.match(no.screen, /THIS MAY BE THE LAST TRY/);
    assert.equal(no.code, 4, no.screen);
    assert.equal(await desk.logins(), 2);
    const yes = await desk.atTerminal(login, [
      { sees: "Use it?", types: "y\r" },
      { sees: "(not shown):", types: `${right}\r` },
    ]);
    assert.equal(yes.code, 0, yes.screen);
    assert.equal(await desk.logins(), 3);
  });

  it("of an unusual length is sent only after a yes", async function () {
    requireTerminal(this);
    await desk.shim.set({ token: { flags: {}, pinLength: { min: 4, max: 6 } } });
    const no = await desk.atTerminal(login, [
      { sees: "(not shown):", types: "1234567890\r" },
      { sees: "Send it nevertheless?", types: "\r" },
    ]);
    assert.equal(no.code, 3, no.screen);
    assert.match(no.screen, /token\.pin-length/);
    assert.equal(await desk.logins(), 0);
    const yes = await desk.atTerminal(login, [
      { sees: "(not shown):", types: "1234567890\r" },
      { sees: "Send it nevertheless?", types: "y\r" },
    ]);
    // It was sent, and the token is of the same opinion.
    assert.equal(yes.code, 3, yes.screen);
    assert.equal(await desk.logins(), 1);
  });

  it("stands in no argument and no variable of any process while it is used", async function () {
    if (process.platform !== "linux") skipBecause(this, "reads /proc of Linux");
    const held = await desk.shim.fault({ call: "C_Login", do: { hold: "before" } });
    const file = await desk.pinFile(right);
    const running = desk.json(...login, "--pin-file", file);
    await desk.shim.entered("C_Login");
    const found: string[] = [];
    let ours = 0;
    for (const pid of (await readdir("/proc")).filter((name) => /^[0-9]+$/.test(name))) {
      for (const part of ["cmdline", "environ"]) {
        const text = await readFile(`/proc/${pid}/${part}`, "utf8").catch(() => "");
        if (!text.includes(desk.home.path)) continue;
        ours += 1;
        if (text.includes(right)) found.push(`${pid} ${part}`);
      }
    }
    await held.clear();
    assert.equal((await running).code, 0);
    assert.ok(ours >= 2, `only ${ours} processes were looked at`);
    assert.deepEqual(found, []);
  });

  it("stands in no file of the home: no journal, no log, no ledger", async function () {
    requireTerminal(this);
    const outcomes = [
      await desk.atTerminal(
        [...login, "--verbose"],
        [{ sees: "(not shown):", types: `${wrong}\r` }],
      ),
      await desk.atTerminal(login, [{ sees: "(not shown):", types: `${right}\r` }]),
    ];
    assert.deepEqual(
      outcomes.map(({ code }) => code),
      [5, 0],
    );
    for (const pin of [wrong, right]) {
      assert.deepEqual(await desk.filesWith(pin), []);
      const base64 = Buffer.from(pin).toString("base64").replace(/=+$/, "");
      assert.deepEqual(await desk.filesWith(base64), []);
    }
  });
});
