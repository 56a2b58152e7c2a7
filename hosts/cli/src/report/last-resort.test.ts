import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { Sink } from "../testing/run-command.js";
import { LastResort } from "./last-resort.js";

const main = join(import.meta.dirname, "..", "main.js");

describe("an error that no command caught", function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "perennial-uncaught-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const log = () => readFileSync(join(folder, "home", "logs", "perennial.log"), "utf8");

  /** Runs `perennial watch`, in which `statement` is executed once it has begun. */
  async function watch(statement: string, ...argv: readonly string[]) {
    const fault = join(folder, "fault.mjs");
    writeFileSync(
      fault,
      `const write = process.stdout.write.bind(process.stdout);
       process.stdout.write = (text, ...rest) => {
         if (/Watching|"begun"|watching/i.test(String(text))) setImmediate(() => { ${statement} });
         return write(text, ...rest);
       };`,
    );
    const child = spawn(process.execPath, ["--import", fault, main, "watch", ...argv], {
      env: { PATH: process.env["PATH"], HOME: folder, PERENNIAL_HOME: join(folder, "home") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, stdout, stderr };
  }

  for (const [what, statement, event] of [
    ["thrown", 'throw new TypeError("out of order")', "uncaught"],
    ["rejected", 'void Promise.reject(new TypeError("out of order"))', "unhandled-rejection"],
  ] as const) {
    it(`is told with its code, the log and what to do, its trace in the log alone (${what})`, async () => {
      const { code, stdout, stderr } = await watch(statement);
      assert.equal(code, 1, stdout + stderr);
      const said = stderr.replaceAll(/\s+/g, " ");
      assert.match(said, /Error: An unexpected error .*\(TypeError\)/);
      assert.match(said, /Resume the renewal/);
      assert.match(said, /Code: internal\.unexpected/);
      assert.match(stderr.replaceAll(/\s+/g, ""), /detailsarein.*logs\/perennial\.log/);
      assert.doesNotMatch(stdout + stderr, /^\s+at |fault\.mjs|Node\.js v/m);
      assert.match(log(), new RegExp(`"event":"${event}".*out of order.*fault\\.mjs:\\d+`));
    });
  }

  it("is told once, however many follow, with the first one's exit code", async () => {
    const thrice = 'for (const n of [1, 2, 3]) void Promise.reject(new TypeError("no " + n));';
    const { code, stderr } = await watch(thrice);
    assert.equal(code, 1);
    assert.equal(stderr.match(/Code: /g)?.length, 1, stderr);
    assert.match(log(), /no 3/);
  });

  it("that is not an error at all is told the same way", async () => {
    const { code, stderr } = await watch("throw undefined");
    assert.equal(code, 1);
    assert.match(stderr, /Code: internal\.unexpected/);
  });

  it("is JSON with --json, and in the reader's language", async () => {
    const said = async (...argv: readonly string[]) => {
      const [stdout, stderr] = [new Sink(false), new Sink(false)];
      const env = { PERENNIAL_HOME: join(folder, "home") };
      const io = { stdin: new PassThrough(), stdout, stderr, env, cwd: folder };
      assert.equal(await new LastResort(argv, io).take(new TypeError("x"), "uncaught"), 1);
      return { stdout: stdout.text, stderr: stderr.text };
    };
    const { error } = JSON.parse((await said("watch", "--json")).stdout) as {
      error: { code: string };
    };
    assert.equal(error.code, "internal.unexpected");
    assert.match((await said("watch", "--lang", "fr")).stderr, /Une erreur inattendue/);
  });
});
