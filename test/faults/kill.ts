import { appendFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sideBySide } from "./side-by-side.js";
import { Tally } from "./tally.js";
import { Trial, type Contract } from "./trial.js";

const { values } = parseArgs({
  options: {
    random: { type: "string", default: "300" },
    /** Only every so many commits. */
    every: { type: "string", default: "1" },
    torn: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const wanted = Number(values.random);
const every = Number(values.every);
let seed = Number(values.seed);
const workers = availableParallelism();
const tally = new Tally();

/** Numbers from 0 to 1 that the seed determines (Park and Miller's generator). */
function random(): number {
  seed = (seed * 48_271 + 11) % 2_147_483_647;
  return seed / 2_147_483_647;
}

async function inTrial(
  name: string,
  contract: Contract,
  work: (trial: Trial) => Promise<void>,
): Promise<void> {
  await using trial = await Trial.open(contract);
  try {
    await work(trial);
    await trial.finish();
    tally.trial(name, await trial.problems());
  } catch (error) {
    tally.trial(name, [error instanceof Error ? error.message : String(error)]);
  }
}

async function countCommits(contract: Contract): Promise<number> {
  await using trial = await Trial.open(contract);
  const file = join(trial.home, "commits");
  const { code, output } = await trial.renew({ env: { PERENNIAL_KILL_COUNT: file } });
  if (code !== 0) throw new Error(`The undisturbed renewal ended with ${code}:\n${output}`);
  const problems = await trial.problems();
  if (problems.length > 0) throw new Error(`The undisturbed renewal: ${problems.join("; ")}`);
  return Number(await readFile(file, "utf8"));
}

/** Kills before and after each commit of the journal. */
async function atEveryCommit(contract: Contract): Promise<void> {
  const commits = await countCommits(contract);
  console.log(
    `A ${contract} renewal writes the journal ${commits} times; killed before and after each:`,
  );
  const moments: string[] = [];
  for (let commit = 1; commit <= commits; commit += every) {
    moments.push(`before:${commit}`, `after:${commit}`);
  }
  await sideBySide(moments, async (moment) => {
    await inTrial(`${contract} ${moment.replace(":", " commit ")}`, contract, async (trial) => {
      const { killed } = await trial.renew({ env: { PERENNIAL_KILL_AT: moment } });
      if (killed) tally.kills += 1;
    });
  });
}

/** Kills again and again at random moments until the renewal comes to its end by itself. */
async function atRandomMoments(): Promise<void> {
  console.log(`Killed at ${wanted} random moments, seed ${values.seed}:`);
  const before = tally.kills;
  const enough = (): boolean => tally.kills - before >= wanted;
  const oneAfterAnother = async (first: number): Promise<void> => {
    for (let number = first; !enough(); number += workers) {
      const contract = number % 4 < 2 ? "business" : "sort";
      await inTrial(`${contract} random ${number}`, contract, async (trial) => {
        for (let round = 0; round < 12 && !enough(); round += 1) {
          const { killed, code } = await trial.renew({ killAfter: 100 + random() * 1_400 });
          if (killed) tally.kills += 1;
          else if (code !== null) break;
        }
      });
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, first) => oneAfterAnother(first)));
}

/** After a kill, the journal's last write is torn: half a page of noise behind what was synced. */
async function tornWrites(): Promise<void> {
  console.log("Killed, and the journal's last write torn:");
  for (let number = 0; number < Number(values.torn); number += 1) {
    await inTrial(`torn write ${number}`, "business", async (trial) => {
      const { killed } = await trial.renew({ killAfter: 300 + random() * 900 });
      if (killed) tally.kills += 1;
      const wal = (await readdir(trial.home)).find((name) => name.endsWith("-wal"));
      if (wal !== undefined) {
        await appendFile(join(trial.home, wal), randomBytes(24 + Math.floor(random() * 4_000)));
      }
    });
  }
}

/** The disk is full at every kind of moment: a small file system of its own, filled and freed. */
async function fullDisk(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "perennial-disk-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", folder]);
  if (mounted.error !== undefined || mounted.status !== 0) {
    console.log("skipped: the full disk (mounting a small file system needs root on Linux)");
    await rm(folder, { recursive: true, force: true });
    if (process.env["CI"] === "true") tally.trial("full disk", ["could not be tried"]);
    return;
  }
  console.log("The disk full, at several degrees:");
  try {
    for (const room of [0, 16, 48, 96, 160, 256, 400]) {
      await using trial = await Trial.open("business", join(folder, "home"));
      const filler = join(folder, "filler");
      spawnSync("sh", [
        "-c",
        `head -c 100m /dev/zero > '${filler}' 2>/dev/null; truncate -s -${room}K '${filler}'`,
      ]);
      const { code, output } = await trial.renew({});
      const stack = /^\s+at .*:\d+:\d+\)?$/m.test(output);
      await rm(filler);
      const problems = stack ? [`a stack trace: ${output}`] : [];
      try {
        await trial.finish();
        problems.push(...(await trial.problems()));
      } catch (error) {
        problems.push(String(error));
      }
      tally.trial(`full disk with ${room} kB left (exit ${code})`, problems);
      await rm(join(folder, "home"), { recursive: true, force: true });
    }
  } finally {
    spawnSync("umount", [folder]);
    await rm(folder, { recursive: true, force: true });
  }
}

const started = Date.now();
await atEveryCommit("business");
await atEveryCommit("sort");
await atRandomMoments();
await tornWrites();
await fullDisk();
for (const line of tally.summary()) console.log(line);
console.log(`in ${((Date.now() - started) / 60_000).toFixed(1)} minutes`);
process.exitCode = tally.failed ? 1 : 0;
