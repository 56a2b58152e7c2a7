import assert from "node:assert/strict";
import { nearest } from "./nearest.js";

describe("the command that was probably meant", () => {
  const words = ["status", "list", "show", "renew", "resume", "sign", "profile"];

  it("is one that differs in at most two letters and less than half of them", () => {
    for (const [typed, meant] of [
      ["stats", "status"],
      ["lst", "list"],
      ["renw", "renew"],
      ["profiel", "profile"],
      ["foo", undefined],
      ["sh", undefined],
      ["s", undefined],
      ["", undefined],
      ["nonsense", undefined],
    ] as const) {
      assert.equal(nearest(typed, words), meant, typed);
    }
  });
});
