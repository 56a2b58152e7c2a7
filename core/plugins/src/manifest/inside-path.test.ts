import assert from "node:assert/strict";
import { posix, win32 } from "node:path";
import * as fc from "fast-check";
import { insidePath } from "./inside-path.js";

const segment = fc.oneof(
  fc.constantFrom(
    "..",
    ".",
    "",
    "a",
    "b.js",
    "C:",
    "c:",
    "\\",
    "..\\",
    "con",
    "a:b",
    "~",
    "%2e%2e",
  ),
  fc.string({ maxLength: 6 }),
);
const path = fc.oneof(
  fc.array(segment, { maxLength: 6 }).map((segments) => segments.join("/")),
  fc.array(segment, { maxLength: 6 }).map((segments) => segments.join("\\")),
);

describe("insidePath", () => {
  it("never accepts a path that leaves the folder on any system", () => {
    fc.assert(
      fc.property(path, (text) => {
        const inside = insidePath(text);
        if (inside === undefined) return;
        assert.ok(posix.resolve("/root/plugin", inside).startsWith("/root/plugin/"), inside);
        assert.ok(
          win32.resolve("C:\\root\\plugin", inside).startsWith("C:\\root\\plugin\\"),
          inside,
        );
      }),
      { numRuns: 5000 },
    );
  });
  it("takes plain paths, a leading ./ and a trailing / away", () => {
    assert.equal(insidePath("./l10n/"), "l10n");
    assert.equal(insidePath("dist/plugin.js"), "dist/plugin.js");
  });
});
