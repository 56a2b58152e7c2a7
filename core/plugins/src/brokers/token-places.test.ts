import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import type { TokenMatch } from "@perennial/hardware";
import type { TokenUser } from "./pin-gate.js";
import { FakeTokens } from "./testing/fake-tokens.js";
import { TokenPlaces } from "./token-places.js";

const place = "pkcs11:token=Card";
const nothing = () => Promise.reject(new Error("not expected in this test"));
const id = "a".repeat(32);

describe("A token that profiles name", () => {
  let tokens: FakeTokens;
  beforeEach(() => {
    tokens = new FakeTokens();
  });
  const user = (renewal: string, more: Partial<TokenUser> = {}): TokenUser => ({
    renewal,
    run: {},
    byItself: false,
    ...more,
  });
  const find = (by: TokenUser, at = place) =>
    tokens.places.use(at, by, async () =>
      (await tokens.places.keys(at, { identity: tokens.identity })).find(id),
    );
  const wrong = { code: "token.pin-wrong" };

  it("is logged in to once for all the steps of a process", async () => {
    tokens.pins = ["123456"];
    await find(user("r-1"));
    await find(user("r-1"));
    await find(user("r-2"));
    assert.equal(tokens.asked, 1);
  });

  it("has nobody asked again by the rest of a step whose PIN was wrong", async () => {
    tokens.pins = ["000000", "123456"];
    const run = user("r-1");
    await assert.rejects(find(run), wrong);
    await assert.rejects(find(run), wrong);
    assert.equal(tokens.asked, 1);
  });

  it("has nobody asked again by a step that is tried again by itself", async () => {
    tokens.pins = ["000000", "123456"];
    await assert.rejects(find(user("r-1")), wrong);
    await assert.rejects(find(user("r-1", { byItself: true })), wrong);
    assert.equal(tokens.asked, 1);
  });

  it("has the person asked again when they go on with the renewal", async () => {
    tokens.pins = ["000000", "123456"];
    await assert.rejects(find(user("r-1")), wrong);
    assert.equal(await find(user("r-1")), null);
    assert.equal(tokens.asked, 2);
  });

  it("has nobody asked again by another renewal that comes along, before that is gone on with", async () => {
    tokens.pins = ["000000", "123456"];
    await assert.rejects(find(user("r-1")), wrong);
    const refused = { ...wrong, effect: "none", retry: undefined };
    await assert.rejects(find(user("r-2")), refused);
    assert.equal(tokens.asked, 1);
    assert.equal(await find(user("r-2")), null);
    assert.equal(tokens.asked, 2);
  });

  it("counts as asked in vain too when the PIN was right and the token then failed", async () => {
    tokens.pins = ["123456"];
    tokens.fault = new PerennialError("token.device-error", {}, { retry: {} });
    const run = user("r-1");
    await assert.rejects(find(run), { code: "token.device-error" });
    await assert.rejects(find(user("r-1", { byItself: true })), { code: "token.device-error" });
    assert.equal(await find(user("r-1")), null);
  });

  it("whose login broke has nobody asked by itself, and asks whoever goes on", async () => {
    tokens.pins = ["123456", "123456"];
    await find(user("r-1"));
    tokens.loggedIn = false;
    tokens.broken = true;
    const broken = { code: "token.session-lost" };
    await assert.rejects(find(user("r-1")), broken);
    await assert.rejects(find(user("r-1", { byItself: true })), broken);
    await assert.rejects(find(user("r-2")), broken);
    assert.equal(tokens.asked, 1);
    assert.equal(await find(user("r-1")), null);
    assert.equal(tokens.asked, 2);
  });

  it("that was pulled and is back asks whoever goes on", async () => {
    tokens.pins = ["123456", "123456"];
    await find(user("r-1"));
    tokens.present.clear();
    await assert.rejects(find(user("r-1")), { code: "token.not-found" });
    tokens.present.add("Card");
    tokens.loggedIn = false;
    tokens.broken = true;
    assert.equal(await find(user("r-1")), null);
    assert.equal(tokens.asked, 2);
  });

  it("is open to others once a PIN was right", async () => {
    tokens.pins = ["000000", "123456"];
    await assert.rejects(find(user("r-1")), wrong);
    await find(user("r-1"));
    tokens.loggedIn = false;
    tokens.pins = ["123456"];
    await find(user("r-2"));
    assert.equal(tokens.asked, 3);
  });

  it("without anybody to ask is tried again as often as somebody likes", async () => {
    tokens.unattended = true;
    const none = { code: "token.pin-not-given" };
    await assert.rejects(find(user("r-1")), none);
    tokens.pins = ["123456"];
    assert.equal(await find(user("r-1", { byItself: true })), null);
  });

  it("is used by one at a time, so that two renewals ask for one PIN", async () => {
    tokens.pins = ["123456"];
    await Promise.all([find(user("r-1")), find(user("r-2"))]);
    assert.equal(tokens.asked, 1);
  });

  it("is named in what fails on it", async () => {
    tokens.present.clear();
    await assert.rejects(find(user("r-1")), (error) => {
      assert.ok(PerennialError.is(error, "token.not-found"));
      assert.deepEqual(error.params, { label: "Card", place });
      assert.equal(error.effect, "none");
      return true;
    });
  });

  it("is there or not", async () => {
    assert.equal(await tokens.places.isThere({ place }), true);
    tokens.present.clear();
    assert.equal(await tokens.places.isThere({ place }), false);
  });

  it("is never named by a URI that holds a PIN, or by a serial number alone", async () => {
    const withPin = "pkcs11:token=Card?pin-value=123456";
    await assert.rejects(find(user("r-1"), withPin), { code: "token.uri-pin" });
    await assert.rejects(find(user("r-1"), "pkcs11:serial=1"), { code: "token.uri-invalid" });
  });

  it("is told from another of its label by the key that was seen on it", async () => {
    const asked: TokenMatch[] = [];
    const { identity } = tokens;
    const source = {
      modules: {
        locate: (match: TokenMatch) => {
          asked.push(match);
          return Promise.resolve({ identity } as never);
        },
      },
      keys: nothing as never,
    };
    const places = new TokenPlaces(() => Promise.resolve(source), nothing);
    await places.token(place, [{ identity, spkiHash: "aa" }]);
    const prefers = asked[0]?.prefers;
    assert.equal(prefers?.({ ...identity, serial: "", spkiHashes: ["aa", "bb"] }), true);
    assert.equal(prefers?.({ ...identity, serial: "", spkiHashes: ["cc"] }), false);
  });
});
