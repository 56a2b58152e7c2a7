import assert from "node:assert/strict";
import { AccessGrant } from "./access-grant.js";

const granted = new Date("2026-09-21T09:00:00Z");
const at = (text: string): Date => new Date(text);

describe("A grant of access to a certificate", () => {
  it("is blocked when 60 days have passed, and not a millisecond before", () => {
    const access = new AccessGrant(granted);
    assert.equal(access.expiresAt.toISOString(), "2026-11-20T09:00:00.000Z");
    assert.equal(access.settle(at("2026-11-20T08:59:59.999Z")), false);
    assert.equal(access.settle(at("2026-11-20T09:00:00Z")), true);
    assert.deepEqual(access.blocked, { at: access.expiresAt, by: "time" });
  });

  for (const [signatures, attention, blocked] of [
    [899_999_999, false, false],
    [900_000_000, false, false],
    [900_000_001, true, false],
    [999_999_999, true, false],
    [1_000_000_000, true, true],
  ] as const)
    it(`with ${signatures} signatures: ${attention ? "" : "no "}notice, ${blocked ? "" : "not "}blocked`, () => {
      const access = new AccessGrant(granted);
      access.use(signatures);
      assert.equal(access.settle(granted), blocked);
      assert.equal(access.needsAttention(granted), attention);
    });

  it("needs attention from one week before the end, at the very instant", () => {
    const access = new AccessGrant(granted);
    assert.equal(access.needsAttention(at("2026-11-13T08:59:59.999Z")), false);
    assert.equal(access.needsAttention(at("2026-11-13T09:00:00Z")), true);
  });

  it("stays blocked when the clock is set back, until it is renewed", () => {
    const access = new AccessGrant(granted);
    access.settle(at("2026-12-01T00:00:00Z"));
    access.settle(granted);
    assert.equal(access.blocked?.by, "time");
    access.renew(at("2026-12-01T00:00:00Z"), "valid");
    assert.deepEqual(
      [access.blocked, access.grants, access.signatures, access.expiresAt.toISOString()],
      [undefined, 2, 0, "2027-01-30T00:00:00.000Z"],
    );
  });
});
