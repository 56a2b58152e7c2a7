import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import type {
  FoundToken,
  TokenCapabilities,
  TokenFlags,
  TokenListing,
  TokenModules,
  TokenObjects,
} from "@perennial/hardware";
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

const able: TokenCapabilities = { mechanisms: [], algorithms: ["rsa-2048", "ec-p256"] };

function look(
  listing: Partial<TokenListing>,
  objects: TokenModules["objects"] = () => Promise.resolve(nothing),
  more: Partial<Pick<TokenModules, "capabilities" | "readers">> = {},
) {
  const all = { modules: [], tokens: [], unusable: [], remarks: [], ...listing };
  const modules = {
    list: () => Promise.resolve(all),
    objects,
    capabilities: () => Promise.resolve(able),
    readers: () => Promise.resolve([]),
    ...more,
  };
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

  it("shows what each token can make, and names those that could not be asked", async () => {
    const asked: string[] = [];
    const deaf = new PerennialError("token.device-error", { call: "C_GetMechanismList" });
    const blank = { ...someToken().view, flags: { ...flags, initialized: false } };
    const all = [token("Card"), token("Deaf"), token("Blank", "One", { view: blank })];
    const { tokens, problems } = await look({ tokens: all }, undefined, {
      capabilities: ({ view }) => {
        asked.push(view.label);
        return view.label === "Deaf" ? Promise.reject(deaf) : Promise.resolve(able);
      },
    });
    assert.deepEqual(
      tokens.map(({ seen }) => seen.algorithms),
      [["rsa-2048", "ec-p256"], [], []],
    );
    assert.deepEqual(asked, ["Card", "Deaf"]);
    const params = { module: "One", label: "Deaf", call: "C_GetMechanismList" };
    assert.deepEqual(problems, [{ code: "token.device-error", params }]);
  });

  it("says once that a token went, whatever was asked of it", async () => {
    const gone = () => Promise.reject(new PerennialError("token.removed"));
    const { problems } = await look({ tokens: [token("Card")] }, gone, { capabilities: gone });
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["token.removed"],
    );
  });

  it("says once that a module went, with the token that was asked then", async () => {
    const { module } = token("Card");
    const gone = () => Promise.reject(new PerennialError("token.module-timeout"));
    const { problems } = await look({ tokens: [token("Card")], modules: [{ module }] }, undefined, {
      capabilities: gone,
      readers: gone,
    });
    assert.deepEqual(problems, [
      { code: "token.module-timeout", params: { module: "One", label: "Card" } },
    ]);
  });

  it("leaves out the slot where a program would make its next token, and no blank card", async () => {
    const blank = {
      ...someToken({ label: "Blank" }).view,
      flags: { ...flags, initialized: false },
    };
    const spare = token("", "Soft", { view: blank, reader: "Slot 1", ofProgram: true });
    const card = token("Blank", "One", { view: blank });
    const made = token("Made", "Soft", { ofProgram: true });
    const { tokens } = await look({ tokens: [spare, card, made] });
    assert.deepEqual(
      tokens.map(({ seen }) => [seen.label, seen.pin, seen.reader]),
      [
        ["Blank", "not-initialized", "Reader"],
        ["Made", "ok", "Reader"],
      ],
    );
  });

  it("asks all tokens at once, so that a slow one keeps none waiting", async () => {
    let waiting = 0;
    let release: () => void = () => undefined;
    const all = new Promise<void>((resolve) => (release = resolve));
    const capabilities = async () => {
      waiting += 1;
      if (waiting === 3) release();
      await all;
      return able;
    };
    const three = ["One", "Two", "Three"].map((module) => token(`Card of ${module}`, module));
    const { tokens } = await look({ tokens: three }, undefined, { capabilities });
    assert.equal(tokens.length, 3);
  });

  it("shows the readers of each module that answers, also where no token is in", async () => {
    const { module } = token("x", "Good");
    const broken = token("x", "Broken").module;
    const hung = token("x", "Hung").module;
    const problem = new PerennialError("token.module-crashed").toJSON();
    const asked: string[] = [];
    const { tokens, readers, problems } = await look(
      { modules: [{ module }, { module: broken, problem }, { module: hung }] },
      undefined,
      {
        readers: ({ name }) => {
          asked.push(name);
          return name === "Hung"
            ? Promise.reject(new PerennialError("token.module-timeout"))
            : Promise.resolve(["Reader 00", "Reader 01"]);
        },
      },
    );
    assert.deepEqual(tokens, []);
    assert.deepEqual(readers, [
      { name: "Reader 00", module: "/Good.so" },
      { name: "Reader 01", module: "/Good.so" },
    ]);
    assert.deepEqual(asked, ["Good", "Hung"]);
    assert.deepEqual(
      problems.map(({ code, params }) => [code, params["module"]]),
      [
        ["token.module-crashed", "Broken"],
        ["token.module-timeout", "Hung"],
      ],
    );
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
