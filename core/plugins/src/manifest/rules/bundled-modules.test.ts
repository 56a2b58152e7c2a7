import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { bundledModules } from "./bundled-modules.js";

describe("rule bundled-modules", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(bundledModules, pluginSource()), []);
  });
  it("warns of node_modules", async () => {
    assert.deepEqual(
      await reported(
        bundledModules,
        pluginSource(undefined, { files: [{ path: "node_modules", kind: "folder", size: 0 }] }),
      ),
      ["node_modules# rule.bundled-modules"],
    );
  });
});
