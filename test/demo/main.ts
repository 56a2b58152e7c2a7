import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../harness/index.js";
import { readOptions, usage, type DemoOptions } from "./options.js";
import { setScene, type Scene } from "./scene.js";

const bold = process.stdout.isTTY && process.env["NO_COLOR"] === undefined;

function heading(text: string): void {
  console.log(bold ? `\n\u001B[1m${text}\u001B[0m` : `\n${text}`);
}

/** Shows a command as a person would type it, runs it, and ends the demonstration if it fails. */
async function perennial(scene: Scene, options: DemoOptions, ...args: string[]): Promise<void> {
  const shown = args.map((argument) => argument.replace(`${scene.folder}/`, ""));
  console.log(
    bold ? `\u001B[2m$ perennial ${shown.join(" ")}\u001B[0m` : `$ perennial ${shown.join(" ")}`,
  );
  const status = await run(process.execPath, [
    join(repositoryRoot(), "hosts/cli/bin/perennial.js"),
    ...args,
    "--home",
    scene.home,
    "--passphrase-file",
    scene.passphrase,
    ...(options.language === undefined ? [] : ["--lang", options.language]),
  ]);
  if (status !== 0) throw new Stopped(status);
}

class Stopped extends Error {
  constructor(readonly status: number) {
    super(`a command ended with ${status}`);
  }
}

function run(file: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: "inherit" });
    child.once("error", reject);
    child.once("exit", (status, signal) => resolve(status ?? (signal === "SIGINT" ? 130 : 1)));
  });
}

async function play(scene: Scene, options: DemoOptions): Promise<void> {
  const watch = `npm run -s perennial -- show --follow --home ${scene.home}`;
  console.log(
    [
      "Perennial renews a certificate, from the notice to the proof.",
      `Everything happens on this machine, below ${scene.folder}`,
      "To watch from a second terminal:",
      `  ${watch}`,
    ].join("\n"),
  );
  heading("An installation of SOFiE, and its certificate of last year");
  await perennial(
    scene,
    options,
    ...["profile", "add", "meridian", "--provider", "luxtrust.sofie", "--from", scene.profile],
    ...[...scene.certificates].flatMap(([account, file]) => [
      "--certificate",
      `${account}=${file}`,
    ]),
  );
  const before = await fingerprints(scene);

  heading("What is due");
  await perennial(scene, options, "status");

  heading("What a renewal would do, before it does anything");
  await perennial(scene, options, "renew", "meridian", "--plan");

  heading(
    options.interactive
      ? "The renewal: your answers, please"
      : "The renewal, answering from a file",
  );
  if (options.interactive) console.log(`SOFiE's password for this simulation is ${scene.password}`);
  await perennial(
    scene,
    options,
    ...["renew", "meridian", "--wait"],
    ...(options.interactive ? [] : ["--answers", scene.answers]),
  );

  heading("Afterwards");
  await perennial(scene, options, "status");
  await perennial(scene, options, "audit", "verify");
  await secondOpinion(scene);
  const after = await fingerprints(scene);
  for (const [account, hash] of before) {
    const same = after.get(account) === hash;
    console.log(`The old certificate of ${account} is ${same ? "untouched" : "CHANGED"}.`);
    if (!same) throw new Stopped(1);
  }
  const { world, failures } = scene.simulator;
  const count = world.orders.list().length;
  console.log(
    `The simulator counted ${count} order${count === 1 ? "" : "s"} for ${scene.accounts.length} account${scene.accounts.length === 1 ? "" : "s"}.`,
  );
  if (count !== scene.accounts.length || failures.length > 0) throw new Stopped(1);
}

/** OpenSSL's opinion of the new certificates, where it is installed. */
async function secondOpinion(scene: Scene): Promise<void> {
  for (const account of scene.accounts) {
    const folder = join(scene.home, "certificates", "meridian", account);
    const file = (await readdir(folder)).find((name) => name.endsWith(".pem"));
    if (file === undefined) throw new Error(`There is no certificate in ${folder}`);
    const result = spawnSync(
      "openssl",
      ["verify", "-CAfile", scene.roots.ca, "-untrusted", scene.roots.issuing, join(folder, file)],
      { encoding: "utf8" },
    );
    if (result.error !== undefined) {
      console.log("openssl is not installed here, so it was not asked for a second opinion.");
      return;
    }
    if (result.status !== 0) throw new Error(`openssl refused ${file}: ${result.stderr}`);
    console.log(`openssl verify accepts the new certificate of ${account}.`);
  }
}

async function fingerprints(scene: Scene): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const [account, path] of scene.certificates) {
    hashes.set(
      account,
      createHash("sha256")
        .update(await readFile(path))
        .digest("hex"),
    );
  }
  return hashes;
}

const options = readOptions(process.argv.slice(2));
if (options === "help") {
  process.stdout.write(usage);
} else if (options instanceof Error) {
  process.stderr.write(`${options.message}\n\n${usage}`);
  process.exitCode = 2;
} else {
  const scene = await setScene(options);
  // The command that runs gets Ctrl-C too, and says how to go on; here it only must not cut the end.
  process.on("SIGINT", () => undefined);
  let keep = options.keep;
  try {
    await play(scene, options);
    heading("That was it.");
    console.log("npm start -- --help says what else it can show; README.md says how to use it.");
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    process.exitCode = error.status;
    keep ||= error.status === 130;
  } finally {
    await scene.close(keep);
    if (keep) console.log(`It is kept in ${scene.folder}`);
  }
}
