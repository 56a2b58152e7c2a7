import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import type { FoundToken, TokenFlags, TokenListing, TokenObjects } from "@perennial/hardware";
import { someToken } from "@perennial/hardware/testing";
import { ModuleTokenLook, pinState } from "./module-token-look.js";

const { flags } = someToken().view;
const nothing: TokenObjects = {
  certificates: [],
  publicKeys: [],
  privateKeys: [],
  unreadable: 0,
  loggedIn: false,
};

function token(label: string, module = "One", more: Partial<FoundToken> = {}): FoundToken {
  const names = { label, manufacturer: "Maker", model: "M1", serial: "A1" };
  return {
    module: { path: `/${module}.so`, name: module, source: "p11-kit" } as FoundToken["module"],
    slot: "00",
    pid: 1,
    insertion: 1,
    reader: "Reader",
    view: { ...names, flags, minPinLength: 4, maxPinLength: 8 },
    identity: { ...names, spkiHashes: [] },
    ...more,
  };
}

function look(listing: Partial<TokenListing>, objects = () => Promise.resolve(nothing)) {
  const all = { modules: [], tokens: [], unusable: [], remarks: [], ...listing };
  const modules = { list: () => Promise.resolve(all), objects };
  return new ModuleTokenLook(() => Promise.resolve(modules)).look();
}

describe("A look at the tokens", () => {
  it("shows a token that two modules show once, by the URI that a profile can have", async () => {
    const { tokens } = await look({ tokens: [token("Card"), token("Card", "Two"), token("B")] });
    const one = "pkcs11:token=Card;manufacturer=Maker;model=M1;serial=A1";
    assert.deepEqual(
      tokens.map(({ seen }) => seen.place),
      [one, one.replace("Card", "B")],
    );
  });

  it("names what could not be read, and shows the rest", async () => {
    const gone = new PerennialError("token.removed", { call: "C_FindObjects" });
    const problem = new PerennialError("token.module-crashed").toJSON();
    const { module } = token("x", "Broken");
    const { tokens, problems } = await look(
      { tokens: [token("Card")], modules: [{ module, problem }] },
      () => Promise.reject(gone),
    );
    assert.deepEqual(
      tokens.map(({ seen, certificates }) => [seen.label, certificates]),
      [["Card", []]],
    );
    assert.deepEqual(problems, [
      { code: "token.module-crashed", params: { module: "Broken" } },
      { code: "token.removed", params: { module: "One", label: "Card", call: "C_FindObjects" } },
    ]);
  });

  it("passes on what is no fault of a token", async () => {
    const fault = () => Promise.reject(new PerennialError("store.corrupt"));
    await assert.rejects(look({ tokens: [token("Card")] }, fault), { code: "store.corrupt" });
  });

  it("is not without end", async () => {
    const many = Array.from({ length: 70 }, (_one, index) => token(`Card ${index}`));
    const { tokens, problems } = await look({ tokens: many });
    assert.equal(tokens.length, 64);
    assert.deepEqual(problems, [{ code: "tokens.too-many", params: { limit: 64 } }]);
    const object = { id: "01", label: "", der: "" };
    const full = { ...nothing, certificates: Array.from({ length: 300 }, () => object) };
    const looked = await look({ tokens: [token("Card")] }, () => Promise.resolve(full));
    assert.deepEqual(
      looked.problems.map(({ code }) => code),
      ["tokens.too-many-certificates"],
    );
  });

  it("tells the state of the PIN by the flags, the worst of them first", () => {
    const state = (more: Partial<TokenFlags>) => pinState({ flags: { ...flags, ...more } });
    assert.equal(state({}), "ok");
    assert.equal(state({ pinCountLow: true }), "few-tries");
    assert.equal(state({ pinCountLow: true, pinFinalTry: true }), "last-try");
    assert.equal(state({ pinPad: true, pinFinalTry: true }), "pin-pad");
    assert.equal(state({ pinPad: true, pinLocked: true }), "locked");
    assert.equal(state({ pinSet: false }), "not-initialized");
    assert.equal(state({ pinSet: false, loginRequired: false }), "ok");
    assert.equal(state({ initialized: false }), "not-initialized");
  });
});
