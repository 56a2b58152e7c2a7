import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { copyFile, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import {
  repositoryRoot,
  requireTool,
  runCli,
  runProcess,
  temporaryHome,
} from "../harness/index.js";

const root = repositoryRoot();
const guide = readFileSync(join(root, "docs", "plugin-author-guide.md"), "utf8");
const sample = join(root, "docs", "examples", "paper-ca");

interface TutorialBlock {
  readonly commands: string;
  readonly exitCode: number;
}

/** The guide's commands that are marked to be run, in order, with the exit code that is announced. */
function tutorial(): readonly TutorialBlock[] {
  const marked = /<!-- run(?:: exit code (\d+))? -->\n\n```sh\n([\s\S]*?)```/g;
  return [...guide.matchAll(marked)].map(([, exitCode = "0", commands = ""]) => ({
    commands,
    exitCode: Number(exitCode),
  }));
}

/** What the guide shows of the output of those commands, in pieces: `…` stands for what is left out. */
function shownOutputs(): readonly string[] {
  const shown = /<!-- run[^>]*-->\n\n```sh\n[\s\S]*?```\n\n```text\n([\s\S]*?)```/g;
  return [...guide.matchAll(shown)].flatMap(([, text = ""]) => text.split(/^…$/m)).map(comparable);
}

/** Without what differs from run to run and from terminal to terminal: names, days, line ends. */
function comparable(text: string): string {
  return text
    .replaceAll(/ada-\d{8}-[a-z0-9]+/g, "ada-RENEWAL")
    .replaceAll(/[A-Z][a-z]+ \d{1,2}, \d{4}/g, "DAY")
    .replaceAll(/\b[0-9a-f]{16}\.pem/g, "CERTIFICATE.pem")
    .replaceAll(/\d+ records/g, "N records")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** One script: variables, functions and the folder carry over from block to block, as in a terminal. */
function script(blocks: readonly TutorialBlock[]): string {
  return [
    "set -eu",
    "exec 2>&1",
    'perennial() { node "$PERENNIAL/hosts/cli/bin/perennial.js" "$@"; }',
    ...blocks.map(({ commands, exitCode }) =>
      exitCode === 0 ? commands : `set +e\n${commands}[ $? -eq ${exitCode} ] || exit 99\nset -e`,
    ),
  ].join("\n");
}

/** The files of the guide's smallest plugin, by path. */
function smallestPlugin(): ReadonlyMap<string, string> {
  const files = /^`(my-ca\/[^`]+)`:\n\n```(?:json|js)\n([\s\S]*?)```/gm;
  return new Map([...guide.matchAll(files)].map(([, path = "", text = ""]) => [path, text]));
}

/** What the TypeScript compiler finds, with the settings that the guide recommends. */
async function typeErrors(project: string): Promise<string> {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { code, stdout } = await runProcess(process.execPath, [tsc, "-p", project], {
    env: environment(root),
  });
  return code === 0 ? "" : `exit code ${code}\n${stdout}`;
}

/** What a terminal has, and nothing of the tester's. */
function environment(home: string): Record<string, string> {
  return {
    PATH: [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter),
    HOME: home,
    PERENNIAL: root,
    LANG: "en",
    NO_COLOR: "1",
    TZ: "UTC",
  };
}

describe("The plugin author's guide", () => {
  it("renews a certificate with the sample when its commands are run one after the other", async function () {
    requireTool(this, "openssl", "version");
    requireTool(this, "sh", "-n");
    await using folder = await temporaryHome("guide");
    const blocks = tutorial();
    assert.equal(blocks.length, 9);
    const result = await runProcess("sh", ["-c", script(blocks)], {
      env: environment(folder.path),
      cwd: folder.path,
    });
    assert.equal(result.code, 0, `${result.stdout}\n${result.stderr}`);
    const printed = comparable(result.stdout.replaceAll(folder.path, "/tmp/try"));
    const promised = shownOutputs();
    assert.ok(promised.length >= 7, promised.join("\n"));
    for (const piece of promised)
      assert.ok(printed.includes(piece), `The guide shows:\n${piece}\nPrinted was:\n${printed}`);
    assert.match(result.stdout, /home\/certificates\/ada\/main\/[0-9a-f]{16}\.pem: OK/);
  });

  it("has a smallest plugin that is sound and makes its key", async () => {
    await using folder = await temporaryHome("guide");
    const files = smallestPlugin();
    assert.deepEqual(
      [...files.keys()],
      ["my-ca/package.json", "my-ca/l10n/en.json", "my-ca/plugin.js"],
    );
    for (const [path, text] of files) {
      await mkdir(dirname(folder.file(path)), { recursive: true });
      await writeFile(folder.file(path), text);
    }
    await writeFile(folder.file("passphrase"), "a passphrase for this test\n", { mode: 0o600 });
    const home = folder.file("home");
    const plugin = ["--plugin-dir", folder.file("my-ca")];
    const run = async (...args: readonly string[]) => {
      const { code, stdout, stderr } = await runCli(args, { home });
      assert.equal(code, 0, `${args.join(" ")}\n${stdout}\n${stderr}`);
      return stdout;
    };
    const findings = await run("plugins", "validate", folder.file("my-ca"));
    assert.match(findings, /^No findings/);
    await run("profile", "add", "test", "--provider", "my-ca.first", ...plugin);
    const passphrase = ["--passphrase-file", folder.file("passphrase")];
    await run("renew", "test", "--no-input", ...passphrase, ...plugin);
    const keys = (await readdir(join(home, "keys"))).filter((name) => name !== "store.json");
    assert.equal(keys.length, 1);
  });

  it("has a smallest plugin whose types are right in an editor", async () => {
    await using folder = await temporaryHome("guide");
    for (const [path, text] of smallestPlugin()) {
      await mkdir(dirname(folder.file(path)), { recursive: true });
      await writeFile(folder.file(path), text);
    }
    const project = folder.file("my-ca/jsconfig.json");
    await copyFile(join(sample, "jsconfig.json"), project);
    await mkdir(folder.file("node_modules/@perennial"), { recursive: true });
    const api = folder.file("node_modules/@perennial/api");
    await symlink(join(root, "core", "api"), api, "junction");
    assert.equal(await typeErrors(project), "");
  });

  it("has a sample whose own tests pass, and whose types are right", async () => {
    const env = environment(root);
    const tests = await runProcess(process.execPath, ["--test", join(sample, "test")], { env });
    assert.equal(tests.code, 0, tests.stdout);
    assert.match(tests.stdout, /pass [1-9]/);
    assert.equal(await typeErrors(join(sample, "jsconfig.json")), "");
  });
});
