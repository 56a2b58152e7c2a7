import assert from "node:assert/strict";
import type { TokenIdentity } from "@perennial/hardware";
import { compareToken, identityRecord, knownTokenIn } from "./known-token.js";

const empty: TokenIdentity = {
  label: "Card",
  manufacturer: "Maker",
  model: "M1",
  serial: "A1",
  spkiHashes: [],
};
const with1 = { ...empty, spkiHashes: ["1"] };

describe("A token that is known", () => {
  it("by a key that it held or got is the same under any serial number", () => {
    const updated = { ...with1, serial: "NEW", model: "M1 v2" };
    assert.equal(compareToken({ identity: with1 }, updated), "same");
    assert.equal(compareToken({ identity: empty, spkiHash: "1" }, updated), "same");
    assert.equal(compareToken({ spkiHash: "1" }, updated), "same");
  });

  it("by a key is no token without it, whatever its names", () => {
    assert.equal(compareToken({ identity: with1 }, empty), "other");
    assert.equal(compareToken({ identity: with1 }, { ...empty, spkiHashes: ["2"] }), "other");
    const got = { identity: empty, spkiHash: "1" };
    assert.equal(compareToken(got, { ...empty, spkiHashes: ["2"] }), "other");
  });

  it("that showed nothing is known by all its names", () => {
    assert.equal(compareToken({ identity: empty }, empty), "same");
    assert.equal(compareToken({ identity: empty }, with1), "same");
    assert.equal(compareToken({ identity: empty, spkiHash: "1" }, empty), "same");
    for (const name of ["serial", "model", "manufacturer"] as const) {
      assert.equal(compareToken({ identity: empty }, { ...empty, [name]: "X" }), "unclear", name);
    }
    assert.equal(compareToken({ identity: empty }, { ...empty, label: "X" }), "other");
  });

  it("by no serial number or no record at all is never taken to be certain", () => {
    const blank = { ...empty, serial: "" };
    assert.equal(compareToken({ identity: blank }, blank), "unclear");
    assert.equal(compareToken({}, empty), "unclear");
  });

  it("is read back as it was recorded", () => {
    const record = { token: identityRecord(with1), spkiHash: "3" };
    assert.deepEqual(knownTokenIn(record), { identity: with1, spkiHash: "3" });
    assert.deepEqual(knownTokenIn({ token: { label: "Card" } }), {});
  });
});
