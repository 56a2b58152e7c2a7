import assert from "node:assert/strict";
import { pluginSource, problems, reported } from "../test-plugin.js";
import { apiVersion } from "../api-version.js";
import { engineRange } from "./engine-range.js";

describe("rule engine-range", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(engineRange, pluginSource()), []);
  });
  it("names the version to install when this host is too old", async () => {
    const [problem] = await problems(
      engineRange,
      pluginSource((m) => {
        m["engines"] = { perennial: ">=2.1 <3" };
      }),
    );
    assert.deepEqual(problem?.message, {
      key: "rule.engine-range.host-too-old",
      args: { range: ">=2.1 <3", version: apiVersion, install: "2.1.0" },
    });
  });
  it("asks for a newer plugin when this host is too new", async () => {
    assert.deepEqual(
      await reported(
        engineRange,
        pluginSource((m) => {
          m["engines"] = { perennial: "^0.0.3" };
        }),
      ),
      ["/engines/perennial rule.engine-range.plugin-too-old"],
    );
  });
  it("refuses what is no range, and a range that nothing is in", async () => {
    for (const [range, text] of [
      ["", "invalid"],
      ["newest", "invalid"],
      [">2 <1", "impossible"],
    ] as const) {
      assert.deepEqual(
        await reported(
          engineRange,
          pluginSource((m) => {
            m["engines"] = { perennial: range };
          }),
        ),
        [`/engines/perennial rule.engine-range.${text}`],
      );
    }
  });
});
