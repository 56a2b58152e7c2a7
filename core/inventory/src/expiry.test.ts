import assert from "node:assert/strict";
import * as fc from "fast-check";
import { expiryOf } from "./expiry.js";

const certificate = { notBefore: "2026-01-31T12:00:00Z", notAfter: "2027-03-31T12:00:00Z" };

function stateAt(now: string, before = "P1M") {
  return expiryOf(certificate, before, Date.parse(now)).state;
}

describe("expiry", () => {
  it("is due from exactly the beginning of the notice period", () => {
    assert.equal(stateAt("2027-02-28T11:59:59Z"), "valid");
    assert.equal(stateAt("2027-02-28T12:00:00Z"), "due");
  });

  it("counts calendar months back to the last day of a shorter one", () => {
    assert.equal(expiryOf(certificate, "P1M", 0).dueFrom, "2027-02-28T12:00:00Z");
  });

  it("comes after notAfter, which still belongs to the validity (RFC 5280, 4.1.2.5)", () => {
    assert.equal(stateAt("2027-03-31T12:00:00Z"), "due");
    assert.equal(stateAt("2027-03-31T12:00:01Z"), "expired");
  });

  it("is not due before the certificate is valid", () => {
    assert.equal(stateAt("2026-01-31T11:59:59Z"), "not-yet-valid");
    assert.equal(stateAt("2026-01-31T12:00:00Z"), "valid");
  });

  it("counts whole days, negative after the end", () => {
    const days = (now: string) => expiryOf(certificate, "P1M", Date.parse(now)).daysLeft;
    assert.equal(days("2027-03-30T12:00:00Z"), 1);
    assert.equal(days("2027-03-31T11:00:00Z"), 0);
    assert.equal(days("2027-03-31T13:00:00Z"), -1);
  });

  it("refuses what is no duration and no date", () => {
    assert.throws(() => expiryOf(certificate, "a month", 0), { code: "inventory.bad-duration" });
    assert.throws(() => expiryOf({ ...certificate, notAfter: "soon" }, "P1M", 0), {
      code: "inventory.bad-date",
    });
  });

  it("goes from not yet valid over valid and due to expired, and never back", () => {
    const order = ["not-yet-valid", "valid", "due", "expired"];
    const from = Date.parse("2025-12-01T00:00:00Z");
    const to = Date.parse("2027-05-01T00:00:00Z");
    const moment = fc.integer({ min: from, max: to });
    fc.assert(
      fc.property(moment, moment, (one, other) => {
        const [first, last] = [Math.min(one, other), Math.max(one, other)].map((time) =>
          order.indexOf(expiryOf(certificate, "P1M", time).state),
        );
        assert.ok((first ?? 0) <= (last ?? 0));
      }),
    );
  });
});
