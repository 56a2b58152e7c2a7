import { parseArgs } from "node:util";
import { sideBySide } from "./side-by-side.js";
import { Tally } from "./tally.js";
import type { Kill } from "./unattended-renewal.js";

/** One renewal that is killed. */
export interface KilledRenewal extends AsyncDisposable {
  readonly kills: number;
  /** How often a person had to say that the PIN of a token is in order. */
  readonly vouched: number;
  /** Commits of the journal by process, if nothing was killed. */
  readonly commits: readonly number[];
  /** Drives the renewal to its end. @throws Error if it needs more than resuming. */
  drive(kill?: Kill): Promise<void>;
  pins(): Promise<number>;
  problems(): Promise<readonly string[]>;
}

/** A part of the commits of a renewal. */
interface Part {
  /** So many last ones of the first process. */
  readonly ofFirst: number;
  /** Those of so many processes. */
  readonly processes: number;
}

/** A kind of renewal. */
export interface KillScenario {
  /** For people. */
  readonly name: string;
  open(): Promise<KilledRenewal>;
  /** Which commits are taken, if what else there is stands in another scenario. Default: all. */
  readonly part?: Part;
  /** Kills beside those at each commit. */
  readonly more?: readonly Kill[];
}

/** How an undisturbed renewal went. */
interface Undisturbed {
  readonly scenario: KillScenario;
  readonly commits: readonly number[];
  readonly pins: number;
}

/** One trial that is still to be made. */
interface Trial {
  readonly scenario: KillScenario;
  readonly kill: Kill;
  /** PINs of the undisturbed renewal. */
  readonly pins: number;
}

/**
 * A program: kills renewals before and after every commit of the journal, says how they ended, and
 * ends non-zero unless all ended as undisturbed ones.
 */
export async function killAtEveryCommit(scenarios: readonly KillScenario[]): Promise<void> {
  const { values } = parseArgs({
    options: {
      /** Only every so many commits, from `--from` on. */
      every: { type: "string", default: "1" },
      from: { type: "string", default: "1" },
      /** Only scenarios whose names contain this. */
      only: { type: "string", default: "" },
    },
  });
  const every = Number(values.every);
  const started = Date.now();
  const tally = new Tally({
    "a question asked again": /questions/,
    "a certificate that is not in use, or gone": /certificates/,
    "too many PINs": /PINs/,
  });
  const chosen = scenarios.filter(({ name }) => name.includes(values.only));
  const trials: Trial[] = [];
  let commit = 0;
  const before = await sideBySide(chosen, undisturbed);
  for (const { scenario, commits, pins } of before) {
    console.log(`${scenario.name} writes the journal ${commits.join(" + ")} times`);
    for (const { run, at } of commitsOf(commits, scenario.part)) {
      commit += 1;
      if (commit < Number(values.from) || (commit - Number(values.from)) % every !== 0) continue;
      for (const when of ["before", "after"]) {
        trials.push({ scenario, kill: { run, at: `${when}:${at}` }, pins });
      }
    }
    // Those that are not at a commit belong to the first part of what is divided.
    if (Number(values.from) === 1) {
      trials.push(...(scenario.more ?? []).map((kill) => ({ scenario, kill, pins })));
    }
  }
  console.log(`Killed before and after ${every === 1 ? "each" : `one in ${every}`}:`);
  await sideBySide(trials, (trial) => make(trial, tally));
  for (const line of tally.summary()) console.log(line);
  console.log(`in ${((Date.now() - started) / 60_000).toFixed(1)} minutes`);
  process.exitCode = tally.failed ? 1 : 0;
}

function commitsOf(
  commits: readonly number[],
  { ofFirst, processes }: Part = { ofFirst: commits[0] ?? 0, processes: commits.length },
): readonly { run: number; at: number }[] {
  return commits
    .slice(0, processes)
    .flatMap((count, index) =>
      Array.from({ length: count }, (_one, commit) => ({ run: index + 1, at: commit + 1 })),
    )
    .slice((commits[0] ?? 0) - ofFirst);
}

async function undisturbed(scenario: KillScenario): Promise<Undisturbed> {
  await using renewal = await scenario.open();
  await renewal.drive();
  const problems = await renewal.problems();
  if (problems.length > 0) {
    throw new Error(`${scenario.name}, undisturbed: ${problems.join("; ")}`);
  }
  return { scenario, commits: renewal.commits, pins: await renewal.pins() };
}

async function make({ scenario, kill, pins }: Trial, tally: Tally): Promise<void> {
  const { run, at } = kill;
  const name = `${scenario.name}, run ${run}, ${at.replace(":", " commit ")}`;
  try {
    await using renewal = await scenario.open();
    await renewal.drive(kill);
    tally.kills += renewal.kills;
    if (renewal.vouched > 0) console.log(`  ${name}: the person vouched for the PIN`);
    const given = await renewal.pins();
    const tooMany = given === pins || given === pins + 1 ? [] : [`PINs: ${given}, not ${pins}`];
    tally.trial(name, [...(await renewal.problems()), ...tooMany]);
  } catch (error) {
    tally.trial(name, [error instanceof Error ? error.message : String(error)]);
  }
}
