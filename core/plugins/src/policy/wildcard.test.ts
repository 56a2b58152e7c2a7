import assert from "node:assert/strict";
import * as fc from "fast-check";
import { matchesWildcard } from "./wildcard.js";

const text = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });

describe("matchesWildcard", () => {
  it("agrees with the regular expression that it stands for", () => {
    fc.assert(
      fc.property(text, text, (pattern, subject) => {
        const expression = new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "s");
        assert.equal(matchesWildcard(pattern, subject), expression.test(subject));
      }),
      { numRuns: 2000 },
    );
  });
  it("takes every other character as it is", () => {
    assert.equal(matchesWildcard("a.c", "abc"), false);
    assert.equal(matchesWildcard("S.A. (Lux)*", "S.A. (Lux) Group"), true);
  });
  it("does not take ever longer for many stars", () => {
    assert.equal(matchesWildcard(`${"*a".repeat(200)}b`, "a".repeat(5000)), false);
  });
});
