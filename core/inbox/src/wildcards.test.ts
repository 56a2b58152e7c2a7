import assert from "node:assert/strict";
import * as fc from "fast-check";
import { matchesName } from "./wildcards.js";

describe("Wildcards", () => {
  it("match as a person expects", () => {
    for (const [name, wildcard, expected] of [
      ["1234.DER.txt", "*.der.txt", true],
      ["1234.txt", "*.der.txt", false],
      ["sofie.u1.2026.config", "sofie.u1.*.config", true],
      ["a", "?", true],
      ["", "?", false],
      ["ab", "?", false],
      ["", "*", true],
      ["abc", "a*b*c*", true],
      ["a.txt", "a[.]txt", false],
      ["a+b.txt", "a+b.txt", true],
    ] as const) {
      assert.equal(matchesName(name, [wildcard]), expected, `${name} ${wildcard}`);
    }
    assert.equal(matchesName("b", ["a", "b"]), true);
    assert.equal(matchesName("a", []), false);
  });

  it("mean the same as a regular expression", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 12 });
    const wildcards = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?"), maxLength: 8 });
    fc.assert(
      fc.property(letters, wildcards, (name, wildcard) => {
        const pattern = wildcard.replaceAll(".", "\\.").replaceAll("*", ".*").replaceAll("?", ".");
        return matchesName(name, [wildcard]) === new RegExp(`^${pattern}$`).test(name);
      }),
    );
  });

  it("take time in proportion, whatever the wildcard", () => {
    const name = "a".repeat(5_000);
    assert.equal(matchesName(name, [`${"a*".repeat(50)}b`]), false);
  });
});
