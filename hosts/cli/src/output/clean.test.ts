import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import * as fc from "fast-check";
import { clean, cleanJson } from "./clean.js";

describe("cleaning text from outside", () => {
  it("removes what moves the cursor or retitles the terminal", () => {
    assert.equal(clean("\u001B]0;owned\u0007hello\u001B[2J"), "]0;ownedhello[2J");
    assert.equal(clean("over\rwritten\b"), "overwritten");
  });

  it("removes what turns the direction of text", () => {
    assert.equal(clean("file\u202Etxt.exe"), "filetxt.exe");
    assert.equal(clean("a\u061Cb\u200Fc\u2067d"), "abcd");
  });

  it("keeps lines, tabs and our own styles", () => {
    assert.equal(clean("a\r\nb\tc"), "a\nb\tc");
    assert.equal(clean("\u001B[1mbold\u001B[22m"), "\u001B[1mbold\u001B[22m");
  });

  it("keeps no style but our own, and none where there is no colour", () => {
    assert.equal(clean("\u001B[8mhidden\u001B[38;5;0mblack"), "hiddenblack");
    assert.equal(clean("\u001B[1mbold\u001B[22m", false), "bold");
  });

  it("escapes in JSON what a terminal obeys", () => {
    const value = { a: "\u009B31m\u202E\u007F\u001B[2J\n" };
    const json = cleanJson(JSON.stringify(value));
    assert.match(json, /^[ -~]*$/);
    assert.deepEqual(JSON.parse(json), value);
  });

  it("leaves nothing that a terminal obeys but styles", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const left = stripVTControlCharacters(clean(text));
        const codes = [...left].map((letter) => letter.codePointAt(0) ?? 0);
        const obeyed = codes.filter(
          (code) => (code < 32 && code !== 9 && code !== 10) || (code > 126 && code < 160),
        );
        assert.deepEqual(obeyed, []);
      }),
    );
  });
});
