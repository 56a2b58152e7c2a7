import assert from "node:assert/strict";
import * as fc from "fast-check";
import { findNonJson, findPromise } from "./plain-json.js";

describe("Plain JSON", () => {
  it("is everything that JSON.parse can give", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => findNonJson(value) === undefined));
  });

  it("is not what holds something else, wherever it is", () => {
    const others = fc.oneof(
      fc.bigInt(),
      fc.date(),
      fc.func(fc.integer()),
      fc.constantFrom(undefined, Number.NaN, Number.POSITIVE_INFINITY, Symbol("s"), new Map()),
    );
    fc.assert(
      fc.property(fc.jsonValue(), others, (value, other) => {
        assert.equal(
          findNonJson({ before: value, list: [value, { other: [other] }] }),
          "$.list[1].other[0]",
        );
      }),
    );
  });

  it("is none with a promise in it, which is found for what it is", () => {
    const value = { list: [1, { answer: Promise.resolve(1) }], cycle: {} };
    value.cycle = value;
    assert.equal(findPromise(value, "outcome"), "outcome.list.1.answer");
    assert.equal(findPromise({ a: [null, "Promise"] }, "outcome"), undefined);
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
