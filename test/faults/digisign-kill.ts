import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { DigisignTrial, type Kill } from "./digisign-trial.js";
import { Tally } from "./tally.js";

const { values } = parseArgs({
  options: {
    /** Only every so many commits, from `--from` on. */
    every: { type: "string", default: "1" },
    from: { type: "string", default: "1" },
  },
});
const every = Number(values.every);
const tally = new Tally();

async function inTrial(kill: Kill): Promise<void> {
  const name = `DigiSign, run ${kill.run}, ${kill.at.replace(":", " commit ")}`;
  try {
    await using trial = await DigisignTrial.open();
    await trial.drive(kill);
    tally.kills += trial.kills;
    tally.trial(name, await trial.problems());
  } catch (error) {
    tally.trial(name, [error instanceof Error ? error.message : String(error)]);
  }
}

async function undisturbed(): Promise<readonly number[]> {
  await using trial = await DigisignTrial.open();
  await trial.drive();
  const problems = await trial.problems();
  if (problems.length > 0) throw new Error(`The undisturbed renewal: ${problems.join("; ")}`);
  return trial.commits;
}

const started = Date.now();
const commits = await undisturbed();
console.log(
  `A renewal at DigiSign writes the journal ${commits.join(" + ")} times; killed before and after each:`,
);
const all = commits.flatMap((count, index) =>
  Array.from({ length: count }, (_one, commit) => ({ run: index + 1, commit: commit + 1 })),
);
const kills = all
  .filter((_one, index) => index + 1 >= Number(values.from))
  .filter((_one, index) => index % every === 0)
  .flatMap(({ run, commit }) =>
    ["before", "after"].map((when): Kill => ({ run, at: `${when}:${commit}` })),
  );
const worker = async (): Promise<void> => {
  for (let kill = kills.shift(); kill !== undefined; kill = kills.shift()) await inTrial(kill);
};
await Promise.all(Array.from({ length: availableParallelism() }, worker));
for (const line of tally.summary()) console.log(line);
console.log(`in ${((Date.now() - started) / 60_000).toFixed(1)} minutes`);
process.exitCode = tally.failed ? 1 : 0;
