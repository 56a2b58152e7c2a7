import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { licensePresent } from "./license-present.js";

describe("rule license-present", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(licensePresent, pluginSource()), []);
  });
  it("refuses an empty licence", async () => {
    assert.deepEqual(
      await reported(
        licensePresent,
        pluginSource((m) => {
          m["license"] = " ";
        }),
      ),
      ["/license rule.license-present"],
    );
  });
});
