import assert from "node:assert/strict";
import * as fc from "fast-check";
import { formatRfc4514, parseRfc4514, rfc4514 } from "./distinguished-name.js";

describe("Distinguished names", () => {
  it("are written most specific first, several attributes of an RDN joined by a plus", () => {
    assert.equal(rfc4514("C=LU\nO=Ex\\, Inc.\nCN=a + UID=b"), "CN=a+UID=b,O=Ex\\, Inc.,C=LU");
  });

  it("keep an escaped plus apart from one that joins", () => {
    assert.equal(rfc4514("CN=a \\+ b"), "CN=a \\+ b");
    assert.deepEqual(parseRfc4514("CN=a \\+ b+UID=c"), [
      { type: "CN", value: "a + b" },
      { type: "UID", value: "c" },
    ]);
  });

  it("unescape hexadecimal pairs as UTF-8", () => {
    assert.deepEqual(parseRfc4514("CN=Lu\\C4\\8Di\\C4\\87\\0A"), [
      { type: "CN", value: "Lučić\n" },
    ]);
  });

  it("give back every value they were made from", () => {
    const attribute = fc.record(
      {
        type: fc.constantFrom("CN", "O", "emailAddress", "1.2.3"),
        value: fc.string({ unit: "grapheme" }),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(attribute), (attributes) => {
        assert.deepEqual(parseRfc4514(formatRfc4514(attributes)), attributes.toReversed());
      }),
    );
  });
});
