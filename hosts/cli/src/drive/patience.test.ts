import assert from "node:assert/strict";
import { readDuration } from "./patience.js";

describe("durations", () => {
  it("are ISO 8601 or a number with a unit", () => {
    const cases = {
      "90s": 90_000,
      "10m": 600_000,
      "2h": 7_200_000,
      "3d": 259_200_000,
      PT2H30M: 9_000_000,
      P1D: 86_400_000,
      "1.5h": 5_400_000,
    };
    for (const [text, milliseconds] of Object.entries(cases))
      assert.equal(readDuration(text), milliseconds, text);
  });

  it("are refused otherwise", () => {
    for (const text of ["", "10", "soon", "1y", "-5m"]) {
      assert.throws(() => readDuration(text), { code: "usage.duration" }, text);
    }
  });
});
