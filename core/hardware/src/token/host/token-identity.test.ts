import assert from "node:assert/strict";
import { oneLine } from "../link/one-line.js";
import { someToken } from "../testing/some-token.js";
import { fits, mayBeSameToken, sameToken } from "./token-identity.js";

describe("A name that a token has", () => {
  const asGiven = "Card\n\u001b[2K\u202eFake\u2028end";

  it("is one line, in which what cannot be shown is replaced and the rest stays", () => {
    assert.equal(oneLine(asGiven), "Card\ufffd\ufffd[2K\ufffdFake\ufffdend");
    assert.equal(oneLine("Clé n° 1 — 鍵 של دائم"), "Clé n° 1 — 鍵 של دائم");
  });

  it("is the same whether it was recorded as it was given or as it is shown", () => {
    const given = someToken({ label: asGiven }).identity;
    const shown = someToken({ label: oneLine(asGiven) }).identity;
    assert.ok(fits({ label: asGiven }, shown, "/module.so"));
    assert.ok(fits({ label: oneLine(asGiven) }, shown, "/module.so"));
    assert.ok(sameToken(given, shown) && mayBeSameToken(given, shown));
    assert.ok(!fits({ label: "Card" }, shown, "/module.so"));
  });
});
