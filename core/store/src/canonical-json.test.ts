import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import type { Json } from "@perennial/api";
import { canonicalJson, digestOf, orderedJson } from "./canonical-json.js";

describe("canonical JSON", () => {
  it("sorts members by UTF-16 code units (RFC 8785, 3.2.3)", () => {
    const members = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    assert.deepEqual(JSON.parse(canonicalJson(members)), members);
    const order = [...canonicalJson(members).matchAll(/:"([A-Z][a-z]+)/g)].map(([, word]) => word);
    assert.deepEqual(order, ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]);
  });

  it("writes numbers, strings and literals as in RFC 8785, 3.2.2", () => {
    const sample = {
      numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    const expected =
      '{"literals":[null,true,false],' +
      '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}';
    assert.equal(canonicalJson(sample), expected);
  });

  it("says the same of the same data, whatever the order of its members", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const again = JSON.parse(canonicalJson(value as Json)) as Json;
        assert.equal(digestOf(again), digestOf(value as Json));
        assert.equal(JSON.stringify(again), JSON.stringify(JSON.parse(canonicalJson(again))));
      }),
    );
    assert.equal(canonicalJson({ b: 1, a: [{ d: undefined, c: 2 }] }), '{"a":[{"c":2}],"b":1}');
  });

  it("takes objects of another realm", () => {
    assert.equal(canonicalJson(runInNewContext("({ b: [1], a: {} })") as Json), '{"a":{},"b":[1]}');
  });

  for (const [name, value, type] of [
    ["a date", new Date(0), "Date"],
    ["bytes", new Uint8Array(1), "Uint8Array"],
    ["a map", new Map(), "Map"],
    ["not a number", Number.NaN, "NaN"],
    ["infinity", Number.POSITIVE_INFINITY, "Infinity"],
    ["a big integer", 1n, "bigint"],
    ["a function", () => 1, "function"],
    ["undefined in a list", undefined, "undefined"],
  ] as const) {
    it(`refuses ${name} and says where it is`, () => {
      assert.throws(() => canonicalJson({ list: [0, value] } as unknown as Json), {
        code: "store.not-plain-data",
        params: { path: "$.list[1]", type },
      });
    });
  }
});

describe("The ordered text of plain data", () => {
  it("keeps members in the order they have, so that a form is asked in its own order", () => {
    assert.equal(orderedJson({ b: 1, a: { d: 2, c: 3 } }), '{"b":1,"a":{"d":2,"c":3}}');
  });

  it("refuses what the canonical text refuses", () => {
    assert.throws(() => orderedJson({ when: Number.NaN }), { code: "store.not-plain-data" });
  });
});
