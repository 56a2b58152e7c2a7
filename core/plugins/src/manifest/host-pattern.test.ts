import assert from "node:assert/strict";
import * as fc from "fast-check";
import { covers, hostMatches, parseHostPattern, type HostPattern } from "./host-pattern.js";

function pattern(text: string): HostPattern {
  const parsed = parseHostPattern(text);
  if (typeof parsed === "string") assert.fail(`${text}: ${parsed}`);
  return parsed;
}

const label = fc.constantFrom("a", "b", "org", "x-1");
const name = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join("."));
const text = fc
  .tuple(fc.boolean(), name, fc.constantFrom("", ":443", ":8443"))
  .map(([wild, host, port]) => `${wild ? "*." : ""}${host}${port}`);

const anything = fc.string({ unit: "grapheme-ascii", maxLength: 20 });
/** What a number or a name in other characters is spelled with. */
const nearly = fc.string({ unit: fc.constantFrom(..."0123789abcdefx.-n"), maxLength: 10 });

describe("host patterns", () => {
  it("match their host on port 443 unless they name another", () => {
    assert.equal(hostMatches(pattern("a.org"), "a.org", 443), true);
    assert.equal(hostMatches(pattern("a.org"), "a.org", 8443), false);
    assert.equal(hostMatches(pattern("a.org:8443"), "a.org", 8443), true);
  });
  it("with a wildcard match hosts below a domain, not the domain and not its lookalikes", () => {
    const below = pattern("*.a.org");
    assert.equal(hostMatches(below, "x.y.a.org", 443), true);
    assert.equal(hostMatches(below, "a.org", 443), false);
    assert.equal(hostMatches(below, "evil-a.org", 443), false);
  });
  it("cover exactly what they match", () => {
    fc.assert(
      fc.property(text, text, name, fc.constantFrom(443, 8443), (wide, narrow, host, port) => {
        if (!covers(pattern(wide), pattern(narrow))) return;
        assert.ok(
          !hostMatches(pattern(narrow), host, port) || hostMatches(pattern(wide), host, port),
        );
      }),
    );
  });
  it("cover themselves", () => {
    fc.assert(fc.property(text, (one) => assert.ok(covers(pattern(one), pattern(one)))));
  });
  it("are no numbers that a URL would read as an address", () => {
    for (const text of ["0x7f", "0x", "127", "a.0x7f", "a.1", "127.1"]) {
      assert.equal(parseHostPattern(text), "name", text);
    }
    assert.equal(parseHostPattern("*.0x7f"), "address-wildcard");
  });
  it("never accept what a URL would read as another host", () => {
    fc.assert(
      fc.property(fc.oneof(anything, nearly), (text) => {
        const parsed = parseHostPattern(text);
        if (typeof parsed === "string") return;
        assert.equal(new URL(`https://${parsed.host}:${parsed.port}/`).hostname, parsed.host);
      }),
      { numRuns: 5000 },
    );
  });
});
