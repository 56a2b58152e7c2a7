import assert from "node:assert/strict";
import * as fc from "fast-check";
import { matchesName } from "@perennial/inbox";
import { coversNames } from "./covers-names.js";

describe("What an inbox pattern covers", () => {
  it("is the same names or fewer", () => {
    for (const [declared, wanted, expected] of [
      ["*.txt", "*.txt", true],
      ["*.txt", "1234.TXT", true],
      ["*.txt", "*.der.txt", true],
      ["*.der.txt", "*.txt", false],
      ["*.txt", "*", false],
      ["*.txt", "?", false],
      ["sofie.*.config", "sofie.u1.*.config", true],
      ["sofie.u1.*.config", "sofie.*.config", false],
      ["sofie.*.config", "sofie.*", false],
      ["a?.pem", "a*.pem", false],
      ["a?.pem", "a?.pem", true],
      ["a*", "a", true],
    ] as const) {
      assert.equal(coversNames(declared, wanted), expected, `${declared} ${wanted}`);
    }
  });

  it("never lets a name through that the declared pattern does not match", () => {
    const names = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 8 });
    const patterns = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?"), maxLength: 6 });
    fc.assert(
      fc.property(patterns, patterns, names, (declared, wanted, name) => {
        if (!coversNames(declared, wanted) || !matchesName(name, [wanted])) return;
        assert.ok(matchesName(name, [declared]), `${declared} ${wanted} ${name}`);
      }),
      { numRuns: 5_000 },
    );
  });
});
