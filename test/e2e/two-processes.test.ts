import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { repositoryRoot } from "../harness/index.js";
import { World } from "./world.js";

interface Running {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

/** Starts `renew` in a process of its own and waits until the order has reached the portal. */
async function drive(world: World): Promise<Running> {
  const answers = await world.answers();
  const child = spawn(
    process.execPath,
    [
      join(repositoryRoot(), "hosts", "cli", "bin", "perennial.js"),
      "renew",
      "acme",
      "--answers",
      answers,
      "--passphrase-file",
      world.file("passphrase"),
      "--wait-for",
      "2m",
    ],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"], HOME: world.home, PERENNIAL_HOME: world.home, LANG: "en" },
    },
  );
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  }
  const output = (): string => Buffer.concat(chunks).toString();
  const ended = once(child, "close").then(([code]) => code as number | null);
  for (let looks = 0; world.simulator.world.orders.list().length === 0; looks += 1) {
    if (looks > 2_400) throw new Error(`The order did not come: ${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return { process: child, output, ended };
}

const slow = { endpoint: "order.submit", kind: "slow", milliseconds: 2_000 } as const;

describe("A renewal that another process drives", function () {
  this.timeout(120_000);

  it("is shown with who drives it, takes files and answers, and is driven by nobody else", async () => {
    await using world = await World.open();
    world.simulator.addFault({ ...slow, milliseconds: 5_000 });
    const driver = await drive(world);
    const shown = await world.shown();
    assert.equal(shown.drivenBy?.pid, driver.process.pid);
    assert.equal((await world.cli(["status"])).code, 0);
    const second = await world.renew({}, "");
    assert.equal(second.code, 7, JSON.stringify(second.data));
    assert.equal(second.data.renewals?.[0]?.error?.code, "renewal.driven-elsewhere");
    assert.equal((await world.json("resume", shown.id)).code, 7);
    const words = await world.inProcess(["resume", shown.id]);
    assert.match(words.stdout, new RegExp(`perennial show ${shown.id} --follow`));
    const answer = await world.json("answer", shown.id, "order", "{}");
    assert.equal(answer.data.error?.code, "answer.not-expected");
    assert.equal(
      (await world.json("resume", shown.id, "--back-to", "confirm-personal-data")).code,
      7,
    );
    assert.equal(await driver.ended, 0, driver.output());
    assert.deepEqual(world.counted(), world.once);
  });

  it("is taken over at once when its process was killed, and nothing is doubled", async () => {
    await using world = await World.open();
    world.simulator.addFault(slow);
    const driver = await drive(world);
    driver.process.kill("SIGKILL");
    await driver.ended;
    // Without waiting: a lease that had to run out first would end this with 7.
    assert.notEqual((await world.json("resume", "--answers", await world.answers())).code, 7);
    const ended = await world.cli([
      "resume",
      "--answers",
      await world.answers(),
      "--wait-for",
      "2m",
    ]);
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.deepEqual(world.counted(), world.once);
    assert.equal((await world.json("audit", "verify")).code, 0);
  });

  it("is taken over when the lease of another machine ran out, and not before", async () => {
    await using world = await World.open({ now: "soon" });
    world.simulator.automatic = {};
    await world.renew({}, "");
    const { id } = await world.shown();
    const until = new Date(world.time + 20_000).toISOString();
    takeLease(world, id, until);
    world.time += 15_000;
    assert.equal((await world.json("resume", id)).code, 7);
    world.time += 10_000;
    assert.equal((await world.json("resume", id)).code, 4);
  });

  it("is begun once, however many processes begin it at the same moment", async () => {
    await using world = await World.open({ contract: "sort" });
    const answers = await world.answers();
    const results = await Promise.all(
      [1, 2, 3].map(() => world.cli(["renew", "acme", "--answers", answers, "--wait-for", "2m"])),
    );
    for (const { code, stderr, stdout } of results) {
      assert.ok([0, 3, 4, 7].includes(code ?? -1), stdout + stderr);
    }
    const last = await world.cli(["resume", "--answers", answers, "--wait-for", "2m"]);
    assert.equal(last.code, 0, last.stdout + last.stderr);
    assert.deepEqual(world.counted(), world.once);
  });

  it("is cancelled from another process, which says that it was asked to stop", async () => {
    await using world = await World.open();
    world.simulator.addFault(slow);
    const driver = await drive(world);
    const { id } = await world.shown();
    const cancelled = await world.inProcess(["cancel", id, "--yes"]);
    assert.equal(cancelled.code, 0, cancelled.stderr);
    await driver.ended;
    await world.json("resume");
    assert.equal((await world.shown()).state, "cancelled");
    assert.equal(world.counter("orders.accepted"), 1);
    assert.equal(world.counter("uploads.accepted"), 0);
  });
});

/** As a process on another machine would have left it. */
function takeLease(world: World, renewal: string, until: string): void {
  const database = new DatabaseSync(join(world.home, "journal.db"));
  const owner = { id: "other", host: "elsewhere", pid: 4711, startedAt: "unknown" };
  database
    .prepare("UPDATE renewal SET owner_id = ?, owner = ?, lease_until = ? WHERE id = ?")
    .run(owner.id, JSON.stringify(owner), until, renewal);
  database.close();
}
