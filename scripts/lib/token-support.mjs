// The part that talks to PKCS #11 drivers is compiled when it is installed. Runs on Node 20 or newer.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { nodeHeaders, root } from "./runtime.mjs";

/** Whether it is there. npm leaves it out without an error where it cannot be compiled. */
export function hasTokenSupport() {
  return existsSync(join(root, "node_modules/pkcs11js/build/Release/pkcs11.node"));
}

function has(command) {
  const result = spawnSync(command, ["--version"], { stdio: "ignore" });
  return result.error === undefined && result.status === 0;
}

/** Whether what node-gyp compiles with is there. */
export function hasCompiler() {
  // On Windows and macOS node-gyp finds the compiler by itself, and says so if it does not.
  if (process.platform !== "linux") return true;
  const isThere = (names) => names.some((name) => has(name));
  return isThere(["c++", "g++", "clang++"]) && isThere(["make", "gmake"]) && isThere(["python3"]);
}

const apt = ["install", "-y", "-qq", "--no-install-recommends", "g++", "make", "python3"];

/** Installs the compiler where that is allowed: for the test command, as the other system tools. */
export function installCompiler() {
  const mayInstall = process.platform === "linux" && process.getuid?.() === 0 && has("apt-get");
  if (!mayInstall) return;
  const options = {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  spawnSync("apt-get", ["update", "-qq"], options);
  spawnSync("apt-get", apt, options);
}

/** The package as npm unpacked it; npm removes it where it ran its scripts and they failed. */
export function isUnpacked() {
  return existsSync(join(root, "node_modules/pkcs11js/binding.gyp"));
}

/** Options for npm: the headers of the pinned Node are here, so that none are downloaded. */
function headers() {
  const folder = nodeHeaders();
  return folder === undefined ? [] : [`--nodedir=${folder}`];
}

/** Compiles it. Whether that worked, {@link hasTokenSupport} tells. @param npm path of npm's script. */
export function compileTokenSupport(npm) {
  spawnSync(process.execPath, [npm, "rebuild", ...headers(), "pkcs11js"], {
    cwd: root,
    stdio: "ignore",
  });
}

/** The one command that installs the compiler here. */
function compilerCommand() {
  if (process.platform === "darwin") return "xcode-select --install";
  if (process.platform === "win32") return "winget install Microsoft.VisualStudio.2022.BuildTools";
  const managers = [
    ["apt-get", "sudo apt-get install g++ make python3"],
    ["dnf", "sudo dnf install gcc-c++ make python3"],
    ["zypper", "sudo zypper install gcc-c++ make python3"],
    ["pacman", "sudo pacman -S gcc make python"],
    ["apk", "sudo apk add g++ make python3"],
  ];
  const [, command] = managers.find(([manager]) => has(manager)) ?? managers[0];
  return command;
}

/** What is to be said where it is missing. */
export function withoutTokenSupport() {
  const because = hasCompiler()
    ? ["compiled, although a compiler is there. Everything else works. To see why, run"]
    : ["compiled, for want of a C++ compiler or Python 3. Everything else works. To have it, run"];
  return [
    "Smart cards and USB tokens cannot be used: the part that talks to their drivers was not",
    ...because,
    `  ${hasCompiler() ? ["npm rebuild --foreground-scripts", ...headers(), "pkcs11js"].join(" ") : compilerCommand()}`,
    ...(hasCompiler() ? [] : ["and then the same npm command again."]),
  ].join("\n");
}
