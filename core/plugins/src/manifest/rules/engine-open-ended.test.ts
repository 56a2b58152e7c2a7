import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { engineOpenEnded } from "./engine-open-ended.js";

describe("rule engine-open-ended", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(engineOpenEnded, pluginSource()), []);
  });
  it("warns of ranges without an end", async () => {
    for (const range of ["*", ">=0.1.0", ">=0.1.0 || ^0.2"]) {
      assert.deepEqual(
        await reported(
          engineOpenEnded,
          pluginSource((m) => {
            m["engines"] = { perennial: range };
          }),
        ),
        ["/engines/perennial rule.engine-open-ended"],
      );
    }
  });
});
