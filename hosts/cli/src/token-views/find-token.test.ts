import assert from "node:assert/strict";
import type { FoundToken, TokenListing } from "@perennial/hardware";
import { someToken } from "@perennial/hardware/testing";
import { findToken, matchOf } from "./find-token.js";
import { tokenUri } from "./token-uri.js";

function listing(...tokens: readonly FoundToken[]): TokenListing {
  return { tokens, modules: [], unusable: [], remarks: [] };
}

describe("Naming a token", () => {
  const card = someToken({ label: "Card", serial: "17" });
  const other = someToken({ label: "Other", serial: "Card", slot: "02" });

  it("a label counts before a serial number that reads the same", () => {
    assert.equal(findToken("Card", listing(other, card)), card);
    assert.equal(findToken("17", listing(other, card)), card);
  });

  it("two tokens of one label are told apart by the serial number in a URI", () => {
    const twin = someToken({ label: "Card", serial: "18", slot: "03" });
    assert.throws(() => findToken("Card", listing(card, twin)), { code: "tokens.ambiguous" });
    assert.equal(findToken(tokenUri(twin), listing(card, twin)), twin);
  });

  it("a serial number that changed with a driver’s update does not keep a URI from fitting", () => {
    const before = tokenUri(card);
    const renumbered = someToken({ label: "Card", serial: "0017" });
    assert.equal(findToken(before, listing(other, renumbered)), renumbered);
  });

  it("a token that two drivers show is one, at the first of them", () => {
    const held = { label: "Card", spkiHashes: ["ab"] };
    const first = someToken({ ...held, serial: "1", module: "/first.so" });
    const second = someToken({ ...held, serial: "2", module: "/second.so" });
    assert.equal(findToken("Card", listing(first, second)), first);
    const empty = someToken({ serial: "9", module: "/first.so" });
    const again = someToken({ serial: "9", module: "/second.so" });
    assert.equal(findToken("Card", listing(empty, again)), empty);
    // Nothing says that these two are one.
    const blank = someToken({ serial: "", module: "/first.so" });
    const same = someToken({ serial: "", module: "/second.so" });
    assert.throws(() => findToken("Card", listing(blank, same)), { code: "tokens.ambiguous" });
  });

  it("what is found again is the same token in the same driver", () => {
    const { module, label, spkiHash } = matchOf(someToken({ spkiHashes: ["ab", "cd"] }));
    assert.deepEqual([module, label, spkiHash], ["/module.so", "Card", "ab"]);
  });

  it("none that fits is an error with the reason of a driver that fails", () => {
    const problem = { code: "token.module-crashed", params: {} };
    const modules = [{ module: card.module, problem }];
    assert.throws(
      () => findToken("Card", { ...listing(), modules }),
      (error: { code: string; cause: { code: string } }) =>
        error.code === "tokens.no-such-token" && error.cause.code === "token.module-crashed",
    );
  });

  it("a URI goes through unchanged names, whatever is in them", () => {
    const odd = someToken({ label: "Ma carte; 100 % « sûre »?", serial: "a&b=c" });
    assert.equal(findToken(tokenUri(odd), listing(card, odd)), odd);
  });
});
