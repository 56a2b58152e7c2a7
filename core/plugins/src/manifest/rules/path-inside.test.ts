import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { pathInside } from "./path-inside.js";

describe("rule path-inside", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(pathInside, pluginSource()), []);
  });
  it("refuses paths that leave the folder, on any system", async () => {
    for (const main of [
      "../plugin.js",
      "/plugin.js",
      "a/../../b.js",
      "C:\\plugin.js",
      "..\\b.js",
      "\\\\host\\b.js",
      "a//b.js",
      "",
      ".",
      "nul.js",
      "a/con/b.js",
      "b.js:stream",
      "a /b.js",
      "a./b.js",
      "file:///b.js",
    ]) {
      assert.deepEqual(
        await reported(
          pathInside,
          pluginSource((m) => {
            m["main"] = main;
          }),
        ),
        ["/main rule.path-inside"],
        main,
      );
    }
  });
  it("looks at the folder of translations too", async () => {
    assert.deepEqual(
      await reported(
        pathInside,
        pluginSource((m) => {
          m["l10n"] = "../l10n";
        }),
      ),
      ["/l10n rule.path-inside"],
    );
  });
  it("takes paths below the folder", async () => {
    for (const main of ["plugin.js", "./dist/plugin.mjs", "dist/.hidden/a..b.js"]) {
      assert.deepEqual(
        await reported(
          pathInside,
          pluginSource((m) => {
            m["main"] = main;
          }),
        ),
        [],
      );
    }
  });
});
