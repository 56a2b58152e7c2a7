import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePlugin } from "../manifest/test-plugin.js";
import type { Verdict } from "../policy/verdict.js";
import { PluginInspection } from "./plugin-inspection.js";
import { TestHost } from "./test-support.js";

describe("An inspection of a plugin's folder", function () {
  this.timeout(120_000);
  let root: string;
  let folder: string;
  let verdict: Verdict;
  const host = new TestHost();
  const gate = { open: () => ({ files: [], evaluate: () => verdict }) };
  const inspect = (code = true) =>
    new PluginInspection(gate, host.processes).inspect(folder, { code });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "perennial-inspection-"));
    folder = await writePlugin(root, "acme");
    verdict = { verdict: "allowed" };
  });
  afterEach(() => rm(root, { recursive: true }));
  after(() => host.processes.dispose());

  it("finds what is wrong in the code, in the words of the error, and counts no crash", async () => {
    for (const [code, key] of [
      ["this is no JavaScript", "error.plugin.load-failed"],
      ["export const plugin = 1;", "error.plugin.no-export"],
      ["export default { providers: [] };", "error.plugin.steps-differ"],
      ["process.exit(3);", "error.plugin.crashed"],
    ] as const) {
      await writeFile(join(folder, "plugin.js"), code);
      const { findings, code: state } = await inspect();
      assert.deepEqual(
        findings.map(({ rule, severity, file, message, hint }) =>
          [rule, severity, file, message.key, hint.key].join(" "),
        ),
        [`code-loads error plugin.js ${key} ${key}.next`],
      );
      assert.equal(state, "loaded");
    }
    assert.deepEqual(host.crashes, []);
  });

  it("runs nothing of a plugin that policy refuses, is unsound, or is not to be run", async () => {
    await writeFile(join(folder, "plugin.js"), "process.exit(3);");
    assert.deepEqual(await inspect(false), { findings: [], code: "not-wanted" });
    verdict = {
      verdict: "refused",
      code: "policy.refused",
      rule: { id: "pluginDirs", file: "/etc/p.json", pointer: "/pluginDirs" },
      reason: { key: "policy.plugin-dirs" },
    };
    const { findings, code, refusal } = await inspect();
    assert.deepEqual([findings, code], [[], "refused"]);
    assert.equal(refusal?.code, "policy.refused");
    verdict = { verdict: "allowed" };
    await rm(join(folder, "l10n"), { recursive: true });
    assert.equal((await inspect()).code, "unsound");
  });
});
