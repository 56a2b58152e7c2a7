import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { repositoryRoot } from "../harness/index.js";
import { readOptions, usage, type DemoOptions } from "./options.js";
import { setScene, type Scene } from "./scene.js";
import { wordsFor, type Words } from "./words.js";

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
  const status = await run(
    process.execPath,
    [
      join(repositoryRoot(), "hosts/cli/bin/perennial.js"),
      ...args,
      ...(options.language === undefined ? [] : ["--lang", options.language]),
    ],
    // As on a server: the home from the environment, the passphrase as a credential of systemd. What is
    // stopped here cannot be gone on with.
    {
      ...process.env,
      PERENNIAL_HOME: scene.home,
      CREDENTIALS_DIRECTORY: scene.credentials,
      PERENNIAL_GO_ON: "no",
    },
  );
  if (status !== 0) throw new Stopped(status);
}

class Stopped extends Error {
  constructor(readonly status: number) {
    super(`a command ended with ${status}`);
  }
}

function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: "inherit", env });
    child.once("error", reject);
    child.once("exit", (status, signal) => resolve(status ?? (signal === "SIGINT" ? 130 : 1)));
  });
}

async function play(scene: Scene, options: DemoOptions, words: Words): Promise<void> {
  const watch = `npm run -s perennial -- show --follow --home ${scene.home}`;
  console.log(words.intro(scene.folder, watch).join("\n"));
  heading(words.existing);
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

  heading(words.due);
  await perennial(scene, options, "status");

  heading(words.plan);
  await perennial(scene, options, "renew", "meridian", "--plan");

  heading(options.interactive ? words.interactive : words.unattended);
  if (options.interactive) console.log(words.password(scene.password));
  await perennial(
    scene,
    options,
    ...["renew", "meridian", "--wait"],
    ...(options.interactive ? [] : ["--answers", scene.answers]),
  );

  heading(words.afterwards);
  await perennial(scene, options, "status");
  await perennial(scene, options, "audit", "verify");
  await secondOpinion(scene, words);
  const after = await fingerprints(scene);
  for (const [account, hash] of before) {
    const same = after.get(account) === hash;
    console.log(same ? words.untouched(account) : words.changed(account));
    if (!same) throw new Stopped(1);
  }
  const { world, failures } = scene.simulator;
  const count = world.orders.list().length;
  console.log(words.counted(count, scene.accounts.length));
  if (count !== scene.accounts.length || failures.length > 0) throw new Stopped(1);
}

/** OpenSSL's opinion of the new certificates, where it is installed. */
async function secondOpinion(scene: Scene, words: Words): Promise<void> {
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
      console.log(words.opensslAbsent);
      return;
    }
    if (result.status !== 0) throw new Error(`openssl refused ${file}: ${result.stderr}`);
    console.log(words.opensslAccepts(account));
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
  const words = wordsFor(options.language);
  const scene = await setScene(options);
  // The command that runs gets the signal too and ends in good order; here nothing may cut the end.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => undefined);
  // Whoever read the output has gone, as with `npm start | head`: the rest is not said, but done.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  try {
    await play(scene, options, words);
    heading(words.over);
    console.log(words.more);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    process.exitCode = error.status;
    if (error.status === 130) console.log(words.stopped("npm start", options.keep));
  } finally {
    await scene.close(options.keep);
    if (options.keep) console.log(words.kept(scene.folder));
  }
}
