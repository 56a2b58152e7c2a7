import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { certbotFolder } from "./certbot.js";
import { makeCertificates, type BenchCertificate } from "./certificates.js";
import { sideBySide, type Command, type Measurement } from "./measure.js";
import { parkRenewals, perennialHome } from "./perennial.js";
import { pluginFigures } from "./plugin-process.js";
import { storeFigures } from "./store.js";
import { tokenFigures, tokensMissing } from "./tokens.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const launcher = join(root, "hosts/cli/bin/perennial.js");
const luxtrust = join(root, "plugins/luxtrust");
const rounds = Number(process.env["PERENNIAL_BENCH_ROUNDS"] ?? 7);
const scratch = mkdtempSync(join(tmpdir(), "perennial-bench-"));
const missed: string[] = [];

function perennial(name: string, home: string, ...args: string[]): Command {
  const env = { ...process.env, PERENNIAL_HOME: home };
  return { name, argv: [process.execPath, launcher, ...args], env };
}

/** One line: what was measured, against what, the ratio and whether the target is met. */
function row(
  what: string,
  ours: Measurement,
  peer: Measurement | undefined,
  target?: string,
): void {
  const parts = [
    what.padEnd(34),
    `${ours.median.toFixed(0)} ms`.padStart(9),
    memory(ours).padStart(8),
  ];
  if (peer !== undefined) {
    parts.push(
      `${peer.median.toFixed(0)} ms`.padStart(9),
      memory(peer).padStart(8),
      `${(peer.median / ours.median).toFixed(1)}×`.padStart(7),
    );
  }
  if (target !== undefined) parts.push(` ${target}`);
  console.log(parts.join(" "));
}
function memory({ peakMemory }: Measurement): string {
  return Number.isNaN(peakMemory) ? "–" : `${peakMemory.toFixed(0)} MB`;
}
function judge(met: boolean, target: string): string {
  if (!met) missed.push(target);
  return `${met ? "met" : "MISSED"}: ${target}`;
}
function get(results: ReadonlyMap<string, Measurement>, name: string): Measurement {
  const found = results.get(name);
  if (found === undefined) throw new Error(`${name} was not measured`);
  return found;
}

const hasCertbot = spawnSync("certbot", ["--version"]).status === 0;
console.log(
  `Node ${process.version}, ${cpus().length} cores, medians of ${rounds} rounds, in turn.`,
);
if (!hasCertbot)
  console.log("certbot is not installed (sudo apt-get install certbot): no peer column.");

async function start(): Promise<void> {
  console.log("\nStart                              perennial           bare Node          ratio");
  const home = join(scratch, "empty");
  mkdirSync(home, { mode: 0o700 });
  const results = sideBySide(
    [
      { name: "node", argv: [process.execPath, "-e", "0"] },
      perennial("version", home, "--version"),
      perennial("help", home, "--help"),
    ],
    rounds * 3,
  );
  const node = get(results, "node");
  for (const [name, what] of [
    ["version", "--version"],
    ["help", "--help"],
  ] as const) {
    const ours = get(results, name);
    const times = ours.median / node.median;
    console.log(
      `${what.padEnd(34)} ${`${ours.median.toFixed(0)} ms`.padStart(9)} ${memory(ours).padStart(8)} ` +
        `${`${node.median.toFixed(0)} ms`.padStart(9)} ${memory(node).padStart(8)} ${`${times.toFixed(1)}×`.padStart(7)}` +
        (name === "version" ? ` ${judge(times <= 2.5, "--version within 2.5 × bare Node")}` : ""),
    );
  }
}

async function againstCertbot(all: readonly BenchCertificate[]): Promise<void> {
  console.log(
    "\nNothing is due                     perennial           certbot          faster by",
  );
  for (const count of [1, 100, 1000]) {
    const certificates = all.slice(0, count);
    const home = join(scratch, `home-${count}`);
    await perennialHome(home, certificates);
    const folders = certbotFolder(join(scratch, `certbot-${count}`), certificates);
    const commands: Command[] = [
      perennial("status", home, "status"),
      perennial("renew", home, "renew"),
      ...(hasCertbot
        ? ([
            { name: "certificates", argv: ["certbot", "certificates", ...folders] },
            { name: "certbot renew", argv: ["certbot", "renew", ...folders] },
          ] satisfies Command[])
        : []),
    ];
    const results = sideBySide(commands, count === 1000 ? Math.min(rounds, 5) : rounds);
    row(`status / certificates, ${count}`, get(results, "status"), results.get("certificates"));
    const ours = get(results, "renew");
    const peer = results.get("certbot renew");
    const least = { 1: undefined, 100: 3, 1000: 10 }[count];
    row(
      `renew, ${count}`,
      ours,
      peer,
      least === undefined || peer === undefined
        ? undefined
        : judge(peer.median / ours.median >= least, `renew at ${count} at least ${least} × faster`),
    );
  }
}

async function manyPlugins(): Promise<void> {
  console.log("\n100 plugins beside one");
  const one = join(scratch, "home-1");
  const many = join(scratch, "home-many");
  cpSync(one, many, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(luxtrust, "package.json"), "utf8")) as {
    perennial: { contributes: { providers: { id: string }[] } };
  };
  for (let index = 0; index < 99; index += 1) {
    const id = `vendor${index}`;
    const folder = join(many, "plugins", id);
    cpSync(join(luxtrust, "l10n"), join(folder, "l10n"), { recursive: true });
    cpSync(join(luxtrust, "dist/plugin.js"), join(folder, "dist/plugin.js"));
    const providers = manifest.perennial.contributes.providers.map((provider) => ({
      ...provider,
      id: provider.id.replace(/^luxtrust\./, `${id}.`),
    }));
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({
        ...manifest,
        name: id,
        perennial: { ...manifest.perennial, contributes: { providers } },
      }),
    );
  }
  const results = sideBySide(
    [perennial("one", one, "status"), perennial("many", many, "status")],
    rounds * 2,
  );
  const ratio = get(results, "many").median / get(results, "one").median;
  row("status, one plugin", get(results, "one"), undefined);
  row(
    "status, 100 plugins",
    get(results, "many"),
    undefined,
    `${ratio.toFixed(2)}× ${judge(ratio <= 1.3, "status with 100 plugins at most 1.3 × its time with one")}`,
  );
}

async function waitingRenewals(all: readonly BenchCertificate[]): Promise<void> {
  console.log("\n1,000 waiting renewals");
  const home = join(scratch, "home-waiting");
  await perennialHome(home, all);
  const manifest = JSON.parse(readFileSync(join(luxtrust, "package.json"), "utf8")) as {
    version: string;
    perennial: { contributes: { providers: { steps: { name: string }[] }[] } };
  };
  const steps = manifest.perennial.contributes.providers[0]?.steps.map((step) => step.name) ?? [];
  const ids = await parkRenewals(
    home,
    all.map((certificate) => certificate.name.replaceAll(".", "-")),
    { version: manifest.version, steps },
  );
  const results = sideBySide(
    [
      { ...perennial("list", home, "list"), accepts: [0, 4] },
      { ...perennial("resume", home, "resume", ids[500] ?? "", "--no-input"), accepts: [4] },
    ],
    rounds,
  );
  const list = get(results, "list");
  row(
    "list them",
    list,
    undefined,
    judge(list.peakMemory < 90, "1,000 waiting renewals under 90 MB"),
  );
  const resume = get(results, "resume");
  row("resume one", resume, undefined, judge(resume.median < 150, "resume of one under 150 ms"));
}

async function tokens(): Promise<void> {
  console.log("\nTokens, on SoftHSM                  perennial     others           ours takes");
  const missing = tokensMissing();
  if (missing !== undefined) {
    console.log(`Not measured: ${missing}.`);
    return;
  }
  const { rows, lines } = await tokenFigures(rounds);
  for (const { what, ours, peers, target } of rows) {
    for (const [index, { name, milliseconds }] of peers.entries()) {
      const times = ours / milliseconds;
      const verdict =
        index === 0 && target !== undefined ? ` ${judge(times <= target.times, target.text)}` : "";
      const first = index === 0 ? [what, `${ours.toFixed(1)} ms`] : ["", ""];
      console.log(
        `${(first[0] ?? "").padEnd(40)} ${(first[1] ?? "").padStart(9)} ` +
          `${`${milliseconds.toFixed(1)} ms`.padStart(9)} ${`${times.toFixed(2)}×`.padStart(6)} ${name}${verdict}`,
      );
    }
    if (peers.length === 0)
      console.log(`${what.padEnd(40)} ${`${ours.toFixed(1)} ms`.padStart(9)}`);
  }
  for (const line of lines) console.log(line);
}

try {
  const certificates = await makeCertificates(1000);
  await start();
  await againstCertbot(certificates);
  await manyPlugins();
  await waitingRenewals(certificates);
  await tokens();
  console.log("\nInside");
  for (const line of await storeFigures(scratch)) console.log(line);
  for (const line of await pluginFigures(scratch)) console.log(line);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(missed.length === 0 ? "\nEvery target is met." : `\nMissed: ${missed.join("; ")}`);
process.exitCode = missed.length === 0 ? 0 : 1;
