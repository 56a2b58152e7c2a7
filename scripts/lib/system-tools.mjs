// System programs the suites use as a second opinion. Installed here where that is allowed.
import { spawnSync } from "node:child_process";

const tools = [
  {
    command: "openssl",
    package: "openssl",
    suites: "OpenSSL's opinion on requests, certificates, CMS and PKCS#12",
  },
  { command: "curl", package: "curl", suites: "the simulator driven by a foreign client" },
  {
    command: "python3",
    package: "python3",
    suites: "independent vectors for the random bit generator",
  },
];

function has(command) {
  const result = spawnSync(command, command === "openssl" ? ["version"] : ["--version"], {
    stdio: "ignore",
  });
  return result.error === undefined && result.status === 0;
}

/** Installs what is missing where it may; says what it found, one line a tool. */
export function systemTools() {
  let missing = tools.filter((tool) => !has(tool.command));
  const mayInstall = process.platform === "linux" && process.getuid?.() === 0 && has("apt-get");
  if (missing.length > 0 && mayInstall) {
    const options = {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    };
    spawnSync("apt-get", ["update", "-qq"], options);
    spawnSync(
      "apt-get",
      ["install", "-y", "-qq", "--no-install-recommends", ...missing.map((tool) => tool.package)],
      options,
    );
    missing = tools.filter((tool) => !has(tool.command));
  }
  const names = missing.map((tool) => tool.package).join(" ");
  const how =
    process.platform === "darwin"
      ? `brew install ${names}`
      : process.platform === "win32"
        ? `choco install ${names}`
        : `sudo apt-get install ${names}`;
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
