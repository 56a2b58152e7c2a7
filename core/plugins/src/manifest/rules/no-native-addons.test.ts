import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { noNativeAddons } from "./no-native-addons.js";

describe("rule no-native-addons", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(noNativeAddons, pluginSource()), []);
  });
  it("refuses native code wherever it lies", async () => {
    assert.deepEqual(
      await reported(
        noNativeAddons,
        pluginSource(
          (m) => {
            m["gypfile"] = true;
          },
          {
            files: [
              { path: "build/x.NODE", kind: "file", size: 1 },
              { path: "binding.gyp", kind: "file", size: 1 },
              { path: "x.node.js", kind: "file", size: 1 },
            ],
          },
        ),
      ),
      [
        "build/x.NODE# rule.no-native-addons",
        "binding.gyp# rule.no-native-addons",
        "/gypfile rule.no-native-addons",
      ],
    );
  });
});
