import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { maxPluginBytes, packageSize } from "./package-size.js";

describe("rule package-size", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(packageSize, pluginSource()), []);
  });
  it("refuses more bytes than a plugin may have", async () => {
    assert.deepEqual(
      await reported(
        packageSize,
        pluginSource(undefined, {
          files: [
            { path: "a", kind: "file", size: maxPluginBytes },
            { path: "b", kind: "file", size: 1 },
          ],
        }),
      ),
      [" rule.package-size"],
    );
  });
  it("refuses more files than are looked at", async () => {
    assert.deepEqual(await reported(packageSize, pluginSource(undefined, { filesCut: true })), [
      " rule.package-size.files",
    ]);
  });
});
