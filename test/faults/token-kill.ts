import { readdir } from "node:fs/promises";
import { parseArgs } from "node:util";
import { cardLabel, TokenOffice } from "../e2e/token-office.js";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "300" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const wanted = Number(values.kills);
let seed = Number(values.seed);
/** Milliseconds from the start of a run to its end, and a little more. */
const longest = 3_500;
const mostRuns = 8;

/** Numbers from 0 to 1 that the seed determines (Park and Miller's generator). */
function random(): number {
  seed = (seed * 48_271 + 11) % 2_147_483_647;
  return seed / 2_147_483_647;
}

const figures = { kills: 0, renewals: 0, lost: 0, orphans: 0, extraPins: 0, stuck: 0 };

/** What the last run printed. */
let last = "";

/** One run, perhaps killed. @returns whether the renewal is done. */
async function run(office: TokenOffice, killAfter: number | undefined): Promise<boolean> {
  const before = await office.logins();
  const kill = new AbortController();
  const timer = killAfter === undefined ? undefined : setTimeout(() => kill.abort(), killAfter);
  const { code, endedBy, stdout, stderr } = await office.drive("renew", { signal: kill.signal });
  last = `exit ${code}\n${stdout}${stderr}`;
  clearTimeout(timer);
  if (endedBy === "SIGKILL") figures.kills += 1;
  if ((await office.logins()) > before + 1) figures.extraPins += 1;
  if (code === 4) {
    // A login of which nobody knows how it ended: a person says that the PIN is in order.
    await office.world.cli(["tokens", "unblocked", cardLabel, "--yes"]);
  }
  // Killed when all was done, before it could say so.
  return code === 0 || stderr.includes("renewal.not-due");
}

async function renewal(): Promise<void> {
  await using office = await TokenOffice.open();
  figures.renewals += 1;
  let isDone = false;
  for (let round = 0; round < 6 && !isDone && figures.kills < wanted; round += 1) {
    isDone = await run(office, 150 + random() * longest);
  }
  for (let round = 0; round < mostRuns && !isDone; round += 1)
    isDone = await run(office, undefined);
  if (!isDone) {
    figures.stuck += 1;
    console.log(`  a renewal needs more than resuming: ${last}`);
    return;
  }
  const { outputs } = await office.world.shown();
  const key = outputs["generate-keys"] as { readonly id?: string } | undefined;
  const objects = (await readdir(office.hsm.tokenDirectory, { recursive: true })).filter(
    (name) => name.endsWith(".object") && !name.endsWith("token.object"),
  );
  const { data } = await office.world.json("keys", "list");
  const known = data["keys"] as readonly { readonly id: string; readonly spkiHash?: string }[];
  if (!known.some(({ id, spkiHash }) => id === key?.id && spkiHash !== undefined))
    figures.lost += 1;
  if (objects.length !== 3 || known.length !== 1) figures.orphans += 1;
}

const started = Date.now();
console.log(`A renewal on a token, its host killed at random moments, seed ${values.seed}:`);
while (figures.kills < wanted) await renewal();
console.log(`${figures.kills} kills in ${figures.renewals} renewals`);
console.log(`${figures.lost} lost keys`);
console.log(`${figures.orphans} renewals with a key that nobody accounts for`);
console.log(`${figures.extraPins} runs that presented more than one PIN`);
console.log(`${figures.stuck} renewals that needed more than resuming`);
console.log(`in ${((Date.now() - started) / 60_000).toFixed(1)} minutes`);
const { lost, orphans, extraPins, stuck } = figures;
process.exitCode = lost + orphans + extraPins + stuck === 0 ? 0 : 1;
