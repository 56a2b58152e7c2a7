// System programs the suites use as a second opinion, and the rigs that stand for hardware.
// Installed here where that is allowed.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

// `version`: arguments that make a program print its version and end (default `--version`).
// `runs`: the program that shows whether it is there, where it is none itself (Debian puts its Python
// packages beside its own Python only).
// `file`: what is looked for instead where a package has no program.
// `linux`: the suites that need it run on Linux only.
const tools = [
  {
    command: "openssl",
    version: ["version"],
    package: "openssl",
    suites: "OpenSSL's opinion on requests, certificates, CMS and PKCS#12",
  },
  { command: "curl", package: "curl", suites: "the simulator driven by a foreign client" },
  {
    command: "python3",
    package: "python3",
    suites: "independent vectors for the random bit generator",
  },
  {
    command: "zeep",
    runs: "/usr/bin/python3",
    version: ["-c", "import zeep"],
    package: "python3-zeep",
    linux: true,
    suites: "the partner's SOAP service driven by a foreign client",
  },
  {
    command: "xmllint",
    package: "libxml2-utils",
    brew: "libxml2",
    suites: "libxml2's opinion on SOAP messages",
  },
  {
    command: "libengine-pkcs11-openssl",
    runs: "openssl",
    version: ["engine", "pkcs11"],
    package: "libengine-pkcs11-openssl",
    linux: true,
    suites: "messages that OpenSSL signs and decrypts with a key on a token",
  },
  {
    command: "pdfsig",
    version: ["-v"],
    package: "poppler-utils",
    suites: "Poppler's opinion on PDFs",
  },
  { command: "softhsm2-util", package: "softhsm2", brew: "softhsm", suites: "tokens in software" },
  { command: "opensc-tool", package: "opensc", suites: "a foreign client of PKCS #11 modules" },
  { command: "cc", package: "gcc libc6-dev", brew: "llvm", suites: "a token module that fails" },
  {
    command: "pcscd",
    // A folder that is not on everybody's path.
    file: "/usr/sbin/pcscd",
    package: "pcscd",
    linux: true,
    suites: "a virtual card reader",
  },
  {
    command: "vpcd",
    file: "/usr/lib/pcsc/drivers/serial/libifdvpcd.so",
    package: "vsmartcard-vpcd",
    linux: true,
    suites: "a virtual card in it",
  },
].filter((tool) => tool.linux !== true || process.platform === "linux");

function has({ command, runs = command, version = ["--version"], file }) {
  if (file !== undefined) return existsSync(file);
  const result = spawnSync(runs, version, { stdio: "ignore" });
  return result.error === undefined && result.status === 0;
}

/** Installs what is missing where it may; says what it found, one line a tool. */
export function systemTools() {
  let missing = tools.filter((tool) => !has(tool));
  const mayInstall =
    process.platform === "linux" && process.getuid?.() === 0 && has({ command: "apt-get" });
  if (missing.length > 0 && mayInstall) {
    const options = {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    };
    const packages = missing.flatMap((tool) => tool.package.split(" "));
    spawnSync("apt-get", ["update", "-qq"], options);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], options);
    missing = tools.filter((tool) => !has(tool));
  }
  const names = (name) => missing.map(name).join(" ");
  const how =
    process.platform === "darwin"
      ? `brew install ${names((tool) => tool.brew ?? tool.package)}`
      : process.platform === "win32"
        ? `choco install ${names((tool) => tool.package)}`
        : `sudo apt-get install ${names((tool) => tool.package)}`;
  return {
    missing: missing.map((tool) => tool.command),
    lines: [
      ...tools.map(
        (tool) =>
          `${missing.includes(tool) ? "missing" : "found"}: ${tool.command} (${tool.suites})`,
      ),
      ...(missing.length > 0 ? [`To run the suites that need them: ${how}`] : []),
    ],
  };
}
