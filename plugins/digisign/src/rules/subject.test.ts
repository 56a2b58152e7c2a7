import assert from "node:assert/strict";
import * as fc from "fast-check";
import { attribute, attributesOf, holderOf } from "./subject.js";

describe("A name (RFC 4514)", () => {
  it("gives the holder by the common name, with what was escaped", () => {
    assert.equal(holderOf("CN=Ana Popescu,O=Exemplu S.R.L.,C=RO"), "Ana Popescu");
    assert.equal(holderOf('O=A\\, B,CN=Popescu\\, Ana \\"Ani\\",C=RO'), 'Popescu, Ana "Ani"');
    assert.equal(holderOf("CN=\\C8\\98tefan Ionescu"), "Ștefan Ionescu");
    assert.equal(holderOf('CN="Popescu, Ana",C=RO'), "Popescu, Ana");
    assert.equal(holderOf("CN=a\\\u2028b"), "a\u2028b");
  });

  it("is shown whole where there is no common name, or several", () => {
    assert.equal(holderOf("O=Exemplu,C=RO"), "O=Exemplu,C=RO");
    assert.equal(holderOf("CN=a,CN=b"), "CN=a,CN=b");
  });

  it("has attributes of several values and by number", () => {
    const name = "CN=Ana+2.5.4.5=IONA-1,o=Exemplu";
    assert.deepEqual(attributesOf(name), [
      { type: "CN", value: "Ana" },
      { type: "2.5.4.5", value: "IONA-1" },
      { type: "O", value: "Exemplu" },
    ]);
    assert.equal(attribute(name, "L"), undefined);
  });

  it("is read back, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (value) => {
        fc.pre(value.trim() === value);
        const escaped = value.replaceAll(/[\\",+<>;=#\s]/g, (one) => `\\${one}`);
        assert.equal(attribute(`C=RO,CN=${escaped},O=x`, "CN"), value);
      }),
      { numRuns: 1_000 },
    );
  });

  it("ends on any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => holderOf(text).length >= 0));
  });
});
