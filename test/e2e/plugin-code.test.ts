import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runCli } from "../harness/index.js";
import { Office } from "./office.js";

/** Loaded into the command line: leaves a file for each process that it starts. */
const counter = `
import { ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
const { spawn } = ChildProcess.prototype;
let started = 0;
ChildProcess.prototype.spawn = function (options) {
  started += 1;
  writeFileSync(process.env.STARTED_FOLDER + "/" + process.pid + "-" + started, options.args.join(" "));
  return spawn.call(this, options);
};
`;

describe("A plugin's code", function () {
  this.timeout(120_000);
  let office: Office;
  let hostile: string;

  before(async () => {
    office = await Office.open();
    hostile = await office.addPlugin({
      id: "loud",
      main: "globalThis.process?.abort?.(); throw new Error('the code of the plugin was loaded');",
    });
    await writeFile(office.file("counter.mjs"), counter);
  });
  after(() => office[Symbol.asyncDispose]());

  /** How many processes the command started. */
  async function processes(...args: string[]): Promise<number> {
    const folder = office.file(`started-${args.join("-").replaceAll(/\W/g, "_")}`);
    await mkdir(folder, { recursive: true });
    const dirs = (await readdir(office.plugins)).flatMap((name) => [
      "--plugin-dir",
      join(office.plugins, name),
    ]);
    const { code, stdout, stderr } = await runCli(
      [...args, ...dirs, "--passphrase-file", office.file("passphrase")],
      {
        home: office.home,
        cwd: office.file(),
        env: {
          NODE_OPTIONS: `--import=${office.file("counter.mjs")}`,
          STARTED_FOLDER: folder,
        },
      },
    );
    assert.ok(code === 0 || code === 4, `${args.join(" ")}: ${stdout}${stderr}`);
    assert.doesNotMatch(stdout + stderr, /was loaded/);
    return (await readdir(folder)).length;
  }

  for (const command of [
    ["--help"],
    ["renew", "--help"],
    ["--version"],
    ["status"],
    ["list"],
    ["plugins", "list"],
    ["plugins", "show", "loud"],
    ["plugins", "show", "small"],
    ["profile", "list"],
    ["profile", "show", "acme"],
    ["renew"],
    ["renew", "acme", "--plan"],
    ["audit", "verify"],
    ["completion"],
    ["resume"],
  ]) {
    it(`is not loaded for: perennial ${command.join(" ")}`, async () => {
      assert.equal(await processes(...command), 0);
    });
  }

  it("is not loaded by its being validated with --no-code", async () => {
    assert.equal(await processes("plugins", "validate", "--no-code", hostile), 0);
  });

  it("is loaded, in one process of its own, when a renewal is driven", async () => {
    assert.equal(await processes("renew", "acme"), 1);
  });
});
