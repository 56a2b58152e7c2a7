import { parseArgs } from "node:util";
import { tokenFaults, type TokenFault } from "./token-faults.js";
import { TokenTrials, type TrialResult } from "./token-trials.js";

const { values } = parseArgs({
  options: {
    /** Only every so many faults, from `--from` on. */
    every: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    /** Only faults whose names contain this. */
    only: { type: "string", default: "" },
    /** Also each call of functions that are called very often. */
    thorough: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});

const started = Date.now();
await using trials = await TokenTrials.open();
const points = await trials.points();
const all = tokenFaults(points, values.thorough);
const chosen = all
  .filter(({ name }) => name.includes(values.only))
  .filter((_fault, index) => index >= Number(values.from))
  .filter((_fault, index) => index % Number(values.every) === 0);
console.log(
  `An undisturbed renewal calls the module ${points.length} times; ` +
    `${chosen.length} of ${all.length} faults are tried:`,
);

const figures = { met: 0, runs: 0, questions: 0, bad: 0, most: 0 };
const codes = new Map<string, number>();

function tell(fault: TokenFault, { problems, codes: own, runs, questions, met }: TrialResult) {
  figures.met += met ? 1 : 0;
  figures.runs += runs;
  figures.questions += questions;
  figures.most = Math.max(figures.most, runs);
  for (const code of own) codes.set(code, (codes.get(code) ?? 0) + 1);
  if (problems.length > 0) figures.bad += 1;
  if (problems.length > 0 || values.verbose) {
    const how = `${runs} runs, ${questions} PINs, ${own.join(" ")}`;
    console.log(`  ${fault.name}: ${how}${problems.map((one) => `\n    ${one}`).join("")}`);
  }
}

for (const fault of chosen) tell(fault, await trials.trial(fault));

console.log("");
console.log(`${figures.met} faults came to pass in ${chosen.length} renewals`);
console.log(`${figures.runs} runs, ${figures.most} at the most for one renewal`);
console.log(`${figures.questions} PINs asked`);
for (const [code, count] of [...codes].toSorted(([, one], [, other]) => other - one)) {
  console.log(`  ${count} runs ended with ${code}`);
}
console.log(`${figures.bad} renewals that went otherwise than they should`);
console.log(`in ${((Date.now() - started) / 60_000).toFixed(1)} minutes`);
process.exitCode = figures.bad === 0 && figures.met > 0 ? 0 : 1;
