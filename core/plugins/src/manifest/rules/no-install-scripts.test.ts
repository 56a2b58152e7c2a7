import assert from "node:assert/strict";
import { pluginSource, problems, reported } from "../test-plugin.js";
import { noInstallScripts } from "./no-install-scripts.js";

describe("rule no-install-scripts", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(noInstallScripts, pluginSource()), []);
  });
  it("refuses scripts that run at installation, and offers to remove them", async () => {
    const [problem, ...others] = await problems(
      noInstallScripts,
      pluginSource((m) => {
        m["scripts"] = { build: "tsc", postinstall: "node x.js" };
      }),
    );
    assert.deepEqual(others, []);
    assert.deepEqual(problem?.fix?.operations, [{ op: "remove", path: "/scripts/postinstall" }]);
  });
});
