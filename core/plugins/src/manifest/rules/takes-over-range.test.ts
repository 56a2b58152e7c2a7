import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { takesOverRange } from "./takes-over-range.js";

describe("rule takes-over-range", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(takesOverRange, pluginSource()), []);
  });
  it("refuses what is no range", async () => {
    assert.deepEqual(
      await reported(
        takesOverRange,
        pluginSource((m) => {
          m.perennial["takesOver"] = "the last one";
        }),
      ),
      ["/perennial/takesOver rule.takes-over-range"],
    );
  });
  it("takes a range", async () => {
    assert.deepEqual(
      await reported(
        takesOverRange,
        pluginSource((m) => {
          m.perennial["takesOver"] = ">=1.0.0 <1.2.0";
        }),
      ),
      [],
    );
  });
});
