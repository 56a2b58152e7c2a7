import assert from "node:assert/strict";
import { asClause } from "../partner/as-clause.js";
import { hasUnseen, oneLine } from "./one-line.js";

describe("Certum's words in a sentence of ours", () => {
  it("stay on one line, and are written in the direction of the sentence", () => {
    const said = "No.\r\nCertum says\u2028yes \u202Egp\u2066j\u0007\u001b[31m";
    assert.equal(oneLine(said, 100), "No. Certum says yes gp j [31m");
    assert.equal(asClause("first\nsecond.\n"), "first second");
  });

  it("are as they were written otherwise", () => {
    const said = "Przykład – „Żółw” 🐢\u00a0Sp. z o.o.";
    assert.equal(oneLine(said, 100), said);
    assert.ok(!hasUnseen(said));
    assert.ok(hasUnseen("a\tb"));
  });

  it("end where they are too long, and say so", () => {
    assert.equal(oneLine("abcdef", 6), "abcdef");
    assert.equal(oneLine("abcdefg", 6), "abcde…");
    assert.equal(oneLine("abcd🐢fg", 6), "abcd…");
    assert.equal(oneLine(`a${"\n".repeat(1_000_000)}b`, 6), "a…");
    assert.equal(asClause("x".repeat(5_000)).length, 1_000);
  });
});
