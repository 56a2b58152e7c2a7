import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = join(import.meta.dirname, "..");
const launcher = join(folder, "bin", "perennial.js");

describe("the launcher", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "perennial-launcher-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  function env(): NodeJS.ProcessEnv {
    const { PATH } = process.env;
    return { PATH, HOME: home, LANG: "C", XDG_CACHE_HOME: join(home, "cache") };
  }
  function launch(...argv: readonly string[]) {
    return spawnSync(process.execPath, [launcher, ...argv], { encoding: "utf8", env: env() });
  }

  it("says its version without loading anything", () => {
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      version: string;
    };
    const { stdout, status } = launch("--version");
    assert.equal(stdout, `${version}\n`);
    assert.equal(status, 0);
    assert.deepEqual(readdirSync(home), []);
  });

  it("runs a command, and keeps its compile cache in the user's own folder", () => {
    const { status, stdout } = launch("status");
    assert.equal(status, 0, stdout);
    assert.match(stdout, /perennial profile add/);
    assert.ok(readdirSync(join(home, "cache", "perennial")).length > 0);
  });

  it("is what npx perennial runs, and says how to build what was never built", () => {
    const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      bin: { perennial: string };
    };
    assert.equal(join(folder, bin.perennial), launcher);
    const alone = join(home, "hosts", "cli");
    mkdirSync(alone, { recursive: true });
    cpSync(join(folder, "bin"), join(alone, "bin"), { recursive: true });
    cpSync(join(folder, "package.json"), join(alone, "package.json"));
    const argv = [join(alone, "bin", "perennial.js"), "status"];
    const { status, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8", env: env() });
    assert.equal(status, 1);
    assert.match(stderr, /npm install && npm run build/);
    assert.doesNotMatch(stderr, / at /);
  });

  it("passes the exit code on", () => {
    assert.equal(launch("nonsense").status, 2);
  });

  it("lets a command that is told to stop end in good order", async () => {
    const child = spawn(process.execPath, [launcher, "watch"], {
      env: env(),
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes("Watching") && !child.killed) child.kill("SIGINT");
    });
    const [code] = (await once(child, "exit")) as [number | null];
    assert.match(text, /Stopped/);
    assert.equal(code, 0);
  });

  describe("that an older Node's launcher started", () => {
    const handedOver = (...argv: readonly string[]) =>
      spawn(process.execPath, [launcher, ...argv], {
        env: { ...env(), PERENNIAL_HANDED_OVER: "1" },
        stdio: ["ignore", "pipe", "inherit", "ipc"],
      });

    it("ends in good order when that one is killed", async () => {
      const child = handedOver("watch");
      let text = "";
      child.stdout?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes("Watching") && child.connected) child.disconnect();
      });
      const [code] = (await once(child, "exit")) as [number | null];
      assert.match(text, /Stopped/);
      assert.equal(code, 0);
    });

    it("is not kept from ending while that one waits for it", async () => {
      const [code] = (await once(handedOver("status"), "exit")) as [number | null];
      assert.equal(code, 0);
    });
  });
});
