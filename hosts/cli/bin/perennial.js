#!/usr/bin/env node
// Starts the command line. It must run, as far as its messages, on every Node there is.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import v8 from "node:v8";

const needed = 26;
const folder = fileURLToPath(new URL("..", import.meta.url));

function start() {
  const version = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
  if (process.argv.length === 3 && process.argv[2] === "--version") {
    process.stdout.write(`${version}\n`);
    return;
  }
  if (Number(process.versions.node.split(".")[0]) < needed) return startNewer();
  // A command is over before a larger young generation pays; a thousand renewals take 10 MB less.
  v8.setFlagsFromString("--semi-space-growth-factor=1");
  // Nor does the last of its compilers, which takes 6 MB; the one before it stays.
  v8.setFlagsFromString("--no-turbofan");
  // A folder of the user's own: what lies in the system's temporary folder could be anybody's.
  module.enableCompileCache(join(cacheFolder(), "perennial", `compile-${version}`));
  const entry = builtEntry() ?? buildOnce();
  if (entry !== undefined) {
    endWithLauncher();
    return import(pathToFileURL(entry).href);
  }
  process.exitCode = 1;
}

function builtEntry() {
  const dist = join(folder, "dist");
  return [join(dist, "cli", "perennial.mjs"), join(dist, "main.js")].find((entry) =>
    existsSync(entry),
  );
}

/** A checkout that was installed and never built is built by the first command. */
function buildOnce() {
  const build = join(folder, "..", "..", "scripts", "build.mjs");
  if (existsSync(build)) {
    process.stderr.write("Building Perennial …\n");
    const { stdout, stderr, status } = spawnSync(process.execPath, [build], { encoding: "utf8" });
    if (status === 0) return builtEntry();
    process.stderr.write(`${stdout ?? ""}${stderr ?? ""}`);
  }
  process.stderr.write("Perennial is not built. In its folder run: npm install && npm run build\n");
  return undefined;
}

function cacheFolder() {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === "win32" && LOCALAPPDATA) return LOCALAPPDATA;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches");
  return XDG_CACHE_HOME?.startsWith("/") ? XDG_CACHE_HOME : join(homedir(), ".cache");
}

/** Hands over to the Node that is installed with Perennial. */
function startNewer() {
  const newer = newerNode();
  if (newer === undefined) {
    process.stderr.write(
      `Perennial needs Node ${needed} or newer; this is ${process.version}.\n` +
        "Install it from https://nodejs.org/, or run npm install in Perennial's folder.\n",
    );
    process.exitCode = 1;
    return;
  }
  const child = spawn(newer, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    // Nothing is said over the channel: it closes when this process ends, however it ends.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, PERENNIAL_HANDED_OVER: "1" },
  });
  // The terminal sends its signals to both; only those sent to this process alone are passed on.
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  process.on("SIGINT", () => undefined);
  child.on("error", (error) => {
    process.stderr.write(`${newer}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    if (signal === null) process.exitCode = code ?? 1;
    else process.kill(process.pid, signal);
  });
}

/** Handed over by a process that was killed since: this one stops as on a signal, and drives on nothing. */
function endWithLauncher() {
  if (process.env.PERENNIAL_HANDED_OVER !== "1" || process.channel === undefined) return;
  process.once("disconnect", () => {
    if (!process.emit("SIGTERM")) process.exit(130);
  });
  process.channel.unref();
}

function newerNode() {
  // Handed over once and still too old: never again.
  if (process.env.PERENNIAL_HANDED_OVER === "1") return undefined;
  const name = process.platform === "win32" ? "node.exe" : "node";
  const modules = join(folder, "..", "..", "node_modules");
  const places = [
    join(modules, ".bin", name),
    join(
      modules,
      `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`,
      "bin",
      name,
    ),
    join(modules, `node-bin-${process.platform}-${process.arch}`, "bin", name),
  ];
  return places.find((place) => existsSync(place));
}

await start();
