import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FilePolicyGate } from "./file-policy-gate.js";
import { policyFiles } from "./policy-locations.js";
import type { PolicySubject } from "./verdict.js";
import { skipBecause } from "../testing/skip-because.js";

const plugin: PolicySubject = {
  id: "luxtrust",
  version: "1.4.0",
  publisher: "Perennial",
  source: "home",
  permissions: {},
};

describe("FilePolicyGate", () => {
  let folder: string;
  let system: string;
  let home: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "perennial-policy-"));
    system = join(folder, "system.json");
    home = join(folder, "home.json");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const answer = () => {
    const verdict = new FilePolicyGate({ paths: [system, home] }).open().evaluate(plugin);
    return verdict.verdict === "allowed" ? "allowed" : `${verdict.code} ${verdict.rule.file}`;
  };
  const denying = JSON.stringify({ policy: 1, plugins: { deny: [{ plugin: "*" }] } });

  it("allows everything where there is no policy", () => {
    assert.equal(answer(), "allowed");
    assert.deepEqual(new FilePolicyGate({ paths: [system, home] }).open().files, []);
  });

  it("refuses everything where a pipe stands in its place, and does not wait for it", function () {
    if (process.platform === "win32") skipBecause(this, "no named pipes on Windows");
    execFileSync("mkfifo", [home]);
    assert.equal(answer(), `policy.unreadable ${home}`);
  });

  it("asks both files, the system's first", async () => {
    await writeFile(home, denying);
    assert.equal(answer(), `policy.refused ${home}`);
    await writeFile(system, '{"policy":1}');
    assert.equal(answer(), `policy.refused ${home}`);
    await writeFile(system, denying);
    assert.equal(answer(), `policy.refused ${system}`);
    await writeFile(home, '{"policy":1}');
    assert.equal(answer(), `policy.refused ${system}`);
  });

  it("refuses everything by a policy that is empty, broken, too large or no file", async () => {
    for (const text of ["", "{", '{"policy":1,"plugin":[]}', " ".repeat(1024 * 1024 + 1)]) {
      await writeFile(home, text);
      assert.equal(answer(), `policy.unreadable ${home}`);
    }
    await rm(home);
    await mkdir(home);
    assert.equal(answer(), `policy.unreadable ${home}`);
  });

  it("refuses everything by a policy that may not be read", async () => {
    await writeFile(system, '{"policy":1}');
    await chmod(system, 0o000);
    // What root may not read there is not: as root it is asked as somebody else.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) {
      await chmod(folder, 0o755);
      process.seteuid?.(65_534);
    }
    try {
      assert.equal(answer(), `policy.unreadable ${system}`);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it("refuses everything when what should be the policy's folder is a file", async () => {
    await writeFile(join(folder, "file"), "");
    const gate = new FilePolicyGate({ paths: [join(folder, "file", "policy.json")] });
    assert.equal(gate.open().evaluate(plugin).verdict, "refused");
  });

  it("names the place in the file where the problem is", async () => {
    await writeFile(home, '{"policy":1,"plugins":{"allow":[{"plugin":5}]}}');
    const verdict = new FilePolicyGate({ paths: [home] }).open().evaluate(plugin);
    assert.deepEqual(verdict.verdict === "refused" && verdict.rule, {
      id: "policy.unreadable",
      file: home,
      pointer: "/plugins/allow/0/plugin",
    });
  });
});

describe("policyFiles", () => {
  it("puts the system's file in front of the home's on every system", () => {
    const first = (platform: NodeJS.Platform, env = {}) =>
      policyFiles({ platform, env, home: "/home/a/.perennial" }).paths[0];
    assert.equal(first("linux"), "/etc/perennial/policy.json");
    assert.equal(first("darwin"), "/Library/Application Support/Perennial/policy.json");
    assert.equal(first("win32"), "C:\\ProgramData\\Perennial\\policy.json");
    assert.equal(first("win32", { ProgramData: "D:\\Data" }), "D:\\Data\\Perennial\\policy.json");
  });
});
