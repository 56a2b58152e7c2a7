import assert from "node:assert/strict";
import * as fc from "fast-check";
import { shorten, textWidth, wrap } from "./wrap.js";

describe("wrapping text", () => {
  it("breaks at spaces and hangs the following lines", () => {
    assert.deepEqual(wrap("one two three four", 9, 0, 2), ["one two", "  three", "  four"]);
  });

  it("keeps a longer word whole", () => {
    assert.deepEqual(wrap("see /a/very/long/path here", 10), ["see", "/a/very/long/path", "here"]);
  });

  it("does not break at a no-break space", () => {
    assert.deepEqual(wrap("Attention\u00A0: non", 12), ["Attention\u00A0:", "non"]);
  });

  it("does not count styles", () => {
    const bold = "\u001B[1mfour\u001B[22m";
    assert.equal(textWidth(bold), 4);
    assert.deepEqual(wrap(`${bold} four`, 9), [`${bold} four`]);
  });

  it("keeps a command whole that fits on a line", () => {
    const quoted = "Begin a new one with “perennial renew acme --force” if it is needed.";
    assert.deepEqual(wrap(quoted, 32), [
      "Begin a new one with",
      "“perennial renew acme --force”",
      "if it is needed.",
    ]);
    const french = "Voyez «\u00A0perennial show acme\u00A0» pour savoir.";
    assert.deepEqual(wrap(french, 26), [
      "Voyez",
      "«\u00A0perennial show acme\u00A0»",
      "pour savoir.",
    ]);
    const narrow = "Voyez «\u202Fperennial show acme\u202F» pour savoir.";
    assert.equal(wrap(narrow, 26)[1], "«\u202Fperennial show acme\u202F»");
    const bare = "To renew now: perennial renew acme --force; else wait.";
    assert.deepEqual(wrap(bare, 32, 2), [
      "  To renew now:",
      "  perennial renew acme --force;",
      "  else wait.",
    ]);
  });

  it("breaks a command that is longer than a line", () => {
    assert.deepEqual(wrap("Run “perennial renew acme --force”.", 20), [
      "Run “perennial renew",
      "acme --force”.",
    ]);
  });

  it("loses no word and keeps within the width wherever it can", () => {
    const word = fc.string({
      unit: fc.constantFrom("a", "b", "é", "-"),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(word), fc.integer({ min: 12, max: 40 }), (words, width) => {
        const lines = wrap(words.join(" "), width);
        assert.deepEqual(lines.join(" ").split(" ").filter(Boolean), words);
        assert.ok(lines.every((line) => line.length <= width));
      }),
    );
  });

  it("shortens with an ellipsis", () => {
    assert.equal(shorten("meridian", 8), "meridian");
    assert.equal(shorten("meridian", 5), "meri…");
  });
});
