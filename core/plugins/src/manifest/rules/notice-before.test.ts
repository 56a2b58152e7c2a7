import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { noticeBefore } from "./notice-before.js";

describe("rule notice-before", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(noticeBefore, pluginSource()), []);
  });
  it("refuses a notice that is no duration or comes at expiry", async () => {
    for (const [before, text] of [
      ["a month", "format"],
      ["P0D", "zero"],
    ] as const) {
      assert.deepEqual(
        await reported(
          noticeBefore,
          pluginSource((m) => {
            providerOf(m).notice["before"] = before;
          }),
        ),
        [`/perennial/contributes/providers/0/notice/before rule.notice-before.${text}`],
      );
    }
  });
});
