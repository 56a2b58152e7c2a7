import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { linksInside } from "./links-inside.js";

describe("rule links-inside", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(linksInside, pluginSource()), []);
  });
  it("refuses links out of the folder and links to nowhere", async () => {
    const files = [
      { path: "in.js", kind: "link", size: 0, inside: true },
      { path: "out.js", kind: "link", size: 0, inside: false },
    ] as const;
    assert.deepEqual(await reported(linksInside, pluginSource(undefined, { files })), [
      "out.js# rule.links-inside",
    ]);
  });
});
