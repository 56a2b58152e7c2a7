// Installs and builds what is missing or out of date. Runs on Node 20 or newer, before every command.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { node26, root } from "./lib/runtime.mjs";
import {
  compileTokenSupport,
  hasCompiler,
  hasTokenSupport,
  installCompiler,
  isUnpacked,
  withoutTokenSupport,
} from "./lib/token-support.mjs";

const quiet = process.argv.includes("--quiet");
const major = Number(process.versions.node.split(".")[0]);
if (major < 20) {
  console.error(`Perennial needs Node 20 or newer to install itself; this is ${process.version}.`);
  process.exit(1);
}

function stamp(name) {
  return join(root, "node_modules", ".cache", "perennial", name);
}
function isStamped(name, value) {
  return existsSync(stamp(name)) && readFileSync(stamp(name), "utf8") === value;
}
function setStamp(name, value) {
  mkdirSync(join(root, "node_modules", ".cache", "perennial"), { recursive: true });
  writeFileSync(stamp(name), value);
}

function run(what, command, args) {
  const started = Date.now();
  if (!quiet) console.log(`${what} …`);
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (result.error !== undefined || result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}`);
    console.error(
      `${what} failed${result.error === undefined ? "" : `: ${result.error.message}`}.`,
    );
    process.exit(1);
  }
  if (!quiet) console.log(`${what}: done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** A quick fingerprint: names, sizes and times of everything that is built from. */
function sources() {
  const hash = createHash("sha256");
  const visit = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === "node_modules" || entry.name === "dist" || entry.name === ".git") continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (/\.(ts|tsx|json|mjs)$/.test(entry.name)) {
        const { size, mtimeMs } = statSync(path);
        hash.update(`${path}\0${size}\0${mtimeMs}\n`);
      }
    }
  };
  for (const folder of ["core", "plugins", "hosts", "test", "scripts"]) visit(join(root, folder));
  for (const file of ["tsconfig.json", "tsconfig.base.json"]) {
    hash.update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}

const lock = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
const forTests = process.env.npm_lifecycle_event === "pretest";
if (!hasTokenSupport() && !hasCompiler() && forTests) installCompiler();
// What had to be left out for want of a compiler is made up for once there is one.
const compiles = !hasTokenSupport() && hasCompiler() && !isStamped("compiled", lock);
const installs = !isStamped("install", lock) || (compiles && !isUnpacked());
if (installs || compiles) {
  const npm = process.env.npm_execpath;
  if (npm === undefined) {
    console.error("Run this through npm: npm start, npm test, or npm run <command>.");
    process.exit(1);
  }
  if (installs) {
    const command = existsSync(join(root, "node_modules")) ? "install" : "ci";
    // The one script of a package that is needed compiles the part for tokens, which comes next.
    const args = [npm, command, "--ignore-scripts", "--no-audit", "--no-fund"];
    run("Installing packages", process.execPath, args);
    setStamp("install", lock);
  }
  if (!hasTokenSupport() && hasCompiler()) {
    if (!quiet) console.log("Compiling the part that talks to tokens …");
    compileTokenSupport(npm);
    setStamp("compiled", lock);
  }
  if (!hasTokenSupport()) console.error(withoutTokenSupport());
}
if (!hasTokenSupport() && process.env.CI === "true") {
  console.error("Under CI nothing may be missing.");
  process.exit(1);
}

const built = sources();
if (!isStamped("build", built) || !existsSync(join(root, "hosts/cli/dist/cli/perennial.mjs"))) {
  run("Building", node26(), [join(root, "scripts/build.mjs")]);
  setStamp("build", built);
}
