import assert from "node:assert/strict";
import { assert as check, property, string } from "fast-check";
import { PerennialError } from "@perennial/api";
import { checkPinCharacters } from "./check-pin-characters.js";

describe("The characters of a PIN", () => {
  const refused: readonly (readonly [string, readonly number[], string])[] = [
    ["Latin-1", [0x31, 0xe9, 0x32], "utf8"],
    ["a character cut off", [0x31, 0xc3], "utf8"],
    ["a surrogate", [0xed, 0xa0, 0x80], "utf8"],
    ["a byte order mark", [0xef, 0xbb, 0xbf, 0x31], "bom"],
    ["NUL", [0x31, 0, 0x32], "control"],
    ["a line feed", [0x31, 0x0a], "control"],
    ["DEL", [0x7f], "control"],
    ["a C1 control", [0xc2, 0x85], "control"],
  ];
  for (const [what, bytes, reason] of refused) {
    it(`are refused with ${what}, and nothing was tried`, () => {
      assert.throws(
        () => checkPinCharacters(Uint8Array.from(bytes), "Card"),
        (error) => {
          assert.ok(PerennialError.is(error, "token.pin-characters"));
          assert.deepEqual(error.params, { label: "Card", reason });
          return error.effect === "none";
        },
      );
    });
  }

  it("may be any others", () => {
    const text = string({ unit: "grapheme" }).filter((one) => !/[\p{Cc}\ufeff]/u.test(one));
    check(property(text, (one) => checkPinCharacters(Buffer.from(one), "Card")));
  });
});
