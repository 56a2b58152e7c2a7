import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { durationFormat } from "./duration-format.js";

describe("rule duration-format", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(durationFormat, pluginSource()), []);
  });
  it("takes ISO 8601 durations and pairs of them in order", async () => {
    for (const takes of ["P1Y2M3W4DT5H6M7S", "PT0S", ["PT1M", "PT60S"]]) {
      assert.deepEqual(
        await reported(
          durationFormat,
          pluginSource((m) => {
            providerOf(m).steps = [{ takes }];
          }),
        ),
        [],
      );
    }
  });
  it("looks at variants too", async () => {
    const plugin = pluginSource((m) => {
      const when = { contract: "sort" };
      providerOf(m).steps = [{ takes: "PT1M", variants: [{ when }, { when, takes: "1 day" }] }];
    });
    assert.deepEqual(await reported(durationFormat, plugin), [
      "/perennial/contributes/providers/0/steps/0/variants/1/takes rule.duration-format",
    ]);
  });
  it("refuses anything else", async () => {
    for (const takes of ["", "P", "PT", "1 day", "P1.5D", "-P1D", "PT1D", `P${"9".repeat(400)}D`]) {
      assert.deepEqual(
        await reported(
          durationFormat,
          pluginSource((m) => {
            providerOf(m).steps = [{ takes }];
          }),
        ),
        ["/perennial/contributes/providers/0/steps/0/takes rule.duration-format"],
        takes,
      );
    }
    assert.deepEqual(
      await reported(
        durationFormat,
        pluginSource((m) => {
          providerOf(m).steps = [{ takes: ["P2D", "PT1H"] }];
        }),
      ),
      ["/perennial/contributes/providers/0/steps/0/takes rule.duration-format.order"],
    );
  });
});
