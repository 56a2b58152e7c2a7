import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { mainFile } from "./main-file.js";

describe("rule main-file", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(mainFile, pluginSource()), []);
  });
  it("refuses a main that is missing, empty, no file or of another kind", async () => {
    const files = [
      { path: "empty.js", kind: "file", size: 0 },
      { path: "folder.js", kind: "folder", size: 0 },
      { path: "link.js", kind: "link", size: 0, inside: true },
      { path: "plugin.cjs", kind: "file", size: 9 },
    ] as const;
    for (const [main, text] of [
      ["gone.js", "missing"],
      ["empty.js", "empty"],
      ["folder.js", "not-a-file"],
      ["link.js", "not-a-file"],
      ["plugin.cjs", "extension"],
    ] as const) {
      assert.deepEqual(
        await reported(
          mainFile,
          pluginSource(
            (m) => {
              m["main"] = main;
            },
            { files },
          ),
        ),
        [`/main rule.main-file.${text}`],
      );
    }
  });
  it("takes a link to a file inside the folder", async () => {
    const files = [
      { path: "plugin.js", kind: "link", size: 0, inside: true, targetSize: 9 },
    ] as const;
    assert.deepEqual(await reported(mainFile, pluginSource(undefined, { files })), []);
  });
});
