import assert from "node:assert/strict";
import fc from "fast-check";
import { findNonJson } from "./plain-json.js";

describe("Plain JSON", () => {
  it("is everything that JSON.parse can give", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => findNonJson(value) === undefined));
  });

  it("survives JSON unchanged", () => {
    fc.assert(
      fc.property(fc.anything({ withDate: true, withMap: true, withBigInt: true }), (value) => {
        if (findNonJson(value) !== undefined || value === undefined) return;
        const again: unknown = JSON.parse(JSON.stringify(value));
        assert.deepEqual(again, JSON.parse(JSON.stringify(again)));
        assert.equal(findNonJson(again), undefined);
      }),
    );
  });

  it("tells where something is that is none", () => {
    const cycle: { a: unknown[] } = { a: [] };
    cycle.a.push(cycle);
    for (const [value, path] of [
      [undefined, "$"],
      [{ a: [1, { b: () => 1 }] }, "$.a[1].b"],
      [{ a: new Date(0) }, "$.a"],
      [[Number.NaN], "$[0]"],
      [{ a: 1n }, "$.a"],
      [[undefined], "$[0]"],
      [{ [Symbol.for("x")]: 1 }, "$"],
      [cycle, "$.a[0]"],
    ] as const) {
      assert.equal(findNonJson(value), path);
    }
    assert.equal(findNonJson({ absent: undefined }), undefined);
  });
});
