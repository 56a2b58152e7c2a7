import assert from "node:assert/strict";
import { join } from "node:path";
import { repositoryRoot, requireTool, sofiePassword, luxtrustUser } from "../harness/index.js";
import { inTerminal, type Move, type Session } from "./pseudo-terminal.js";
import { World } from "./world.js";

function perennial(
  world: World,
  args: readonly string[],
  moves: readonly Move[],
): Promise<Session> {
  return inTerminal(
    [
      process.execPath,
      join(repositoryRoot(), "hosts", "cli", "bin", "perennial.js"),
      ...args,
      "--passphrase-file",
      world.file("passphrase"),
    ],
    { PATH: process.env["PATH"] ?? "", HOME: world.home, PERENNIAL_HOME: world.home, LANG: "en" },
    moves,
  );
}

/** Enter for each field that is filled in already. */
const data: readonly Move[] = ["[C10]", "[C11]", "[C12]", "[C13]", "[C14]", "[C15]"].map(
  (sees) => ({
    sees,
    types: "\r",
  }),
);

describe("A renewal at a terminal", function () {
  this.timeout(120_000);
  before(function () {
    requireTool(this, "python3");
  });

  it("is answered from the first question to the last, and the password is never shown", async () => {
    await using world = await World.open();
    const password = sofiePassword(luxtrustUser(world.simulator, world.user));
    const { screen, code, left } = await perennial(
      world,
      ["renew", "acme", "--wait-for", "30s"],
      [
        ...data,
        { sees: "press Enter", types: "\r" },
        { sees: "New SOFiE password", types: "short\r" },
        { sees: "New SOFiE password", types: `${password}\r` },
        { sees: "n: Cancel", types: "y\r" },
        { sees: "n: NO", types: "yes\r" },
        { sees: "yes / no", types: "y\r" },
      ],
    );
    assert.deepEqual([code, left], [0, 0], screen);
    assert.doesNotMatch(screen, new RegExp(`${password}|short\r`));
    assert.deepEqual(world.counted(), world.once);
    assert.deepEqual(await world.leaks(), []);
  });

  it("mixes in what is typed for the keys, without showing or keeping it", async () => {
    await using world = await World.open({ simulator: { automatic: {} } });
    const typed = "The quick brown fox jumps over the lazy dog, 0123456789 and once more for luck.";
    const { screen, code } = await perennial(
      world,
      ["renew", "acme"],
      [...data, { sees: "press Enter", types: typed }],
    );
    assert.equal(code, 4, screen);
    assert.doesNotMatch(screen, /quick brown/);
    assert.match(screen, /100\s?%/);
    assert.deepEqual(await world.leaks(["quick brown", "0123456789"]), []);
  });

  for (const [what, end] of [
    ["Ctrl-C is pressed", { types: "\u0003" }],
    ["it gets SIGTERM", { signal: "SIGTERM" }],
    ["it gets SIGHUP", { signal: "SIGHUP" }],
    ["the input ends", { types: "\u0004" }],
  ] as const) {
    it(`is left resumable when ${what} at a question, and says how to go on`, async () => {
      await using world = await World.open({ simulator: { automatic: {} } });
      const { screen, code } = await perennial(
        world,
        ["renew", "acme"],
        [...data.slice(0, 2), { sees: "[C12]", ...end } as Move],
      );
      assert.equal(code, 130, screen);
      const { id } = await world.shown();
      assert.match(screen, new RegExp(`perennial resume ${id}`));
      assert.equal((await world.renew({}, "")).code, 4);
      assert.equal((await world.shown()).step?.name, "receive-certificate");
    });
  }

  it("is left resumable when the terminal is closed", async () => {
    await using world = await World.open({ simulator: { automatic: {} } });
    await perennial(
      world,
      ["renew", "acme"],
      [...data.slice(0, 2), { sees: "[C12]", closes: true }],
    );
    const { state, wait } = await world.shown();
    assert.deepEqual([state, wait?.key], ["waiting", "subject"]);
    assert.equal((await world.renew({}, "")).code, 4);
    assert.equal((await world.shown()).step?.name, "receive-certificate");
  });

  it("is left resumable by Ctrl-C while it waits for the authority", async () => {
    await using world = await World.open({ simulator: { automatic: {} } });
    await world.renew({}, "");
    const { screen, code } = await perennial(
      world,
      ["resume", "acme", "--wait"],
      [{ sees: "Certificate download", signal: "SIGINT" }],
    );
    assert.equal(code, 130, screen);
    assert.match(screen, /perennial resume/);
    const { drivenBy, state } = await world.shown();
    assert.deepEqual([drivenBy, state], [undefined, "waiting"]);
  });
});

describe("A renewal without a terminal", function () {
  this.timeout(120_000);

  it("asks nobody, whatever is piped into it, and says what it waits for", async () => {
    await using world = await World.open();
    const { code, stdout } = await world.cli(["renew", "acme"], { input: "\n\n\n\n\n\n\n" });
    assert.equal(code, 4);
    assert.match(stdout, /\[J03\] Personal Information/);
    assert.match(stdout, /perennial resume/);
    assert.equal((await world.shown()).wait?.key, "subject");
  });

  it("is left resumable by SIGINT in the middle of an effect", async () => {
    await using world = await World.open();
    world.simulator.addFault({ endpoint: "order.submit", kind: "slow", milliseconds: 1_500 });
    const stop = new AbortController();
    const answers = await world.answers();
    const running = world.cli(["renew", "acme", "--answers", answers], {
      signal: stop.signal,
      killSignal: "SIGINT",
    });
    while (world.simulator.world.orders.list().length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    stop.abort();
    const { code, stdout, stderr } = await running;
    assert.equal(code, 130, stdout + stderr);
    assert.match(stdout + stderr, /perennial resume/);
    const ended = await world.cli(["resume", "--answers", answers, "--wait-for", "30s"]);
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.deepEqual(world.counted(), world.once);
  });
});
