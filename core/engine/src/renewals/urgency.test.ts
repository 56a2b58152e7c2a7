import assert from "node:assert/strict";
import { nearness } from "./urgency.js";

const notice = { before: "P1M", text: "%n%", expired: "%e%" };
const at = (now: string, notAfter = "2026-12-31T12:00:00Z", notBefore = "2025-12-31T12:00:00Z") =>
  nearness({ notBefore, notAfter }, notice, Date.parse(now));

describe("How near a certificate's end is", () => {
  it("is silent while more than a month is left (MONITOR: “more than one month left: silent”)", () => {
    assert.equal(at("2026-11-30T11:59:59.999Z").urgency, "none");
  });
  it("is a notice from exactly a month before on (MONITOR: “Less than one month: notice”)", () => {
    assert.equal(at("2026-11-30T12:00:00Z").urgency, "notice");
  });
  it("is a notice up to and including the last moment of validity (RFC 5280, 4.1.2.5)", () => {
    assert.equal(at("2026-12-31T12:00:00Z").urgency, "notice");
    assert.equal(at("2026-12-31T12:00:00.001Z").urgency, "expired");
  });
  it("counts calendar months, the end of a shorter month standing for days it does not have", () => {
    const due = (notAfter: string) => at("2026-06-01T00:00:00Z", notAfter).dueFrom;
    assert.equal(due("2027-03-31T00:00:00Z"), "2027-02-28T00:00:00.000Z");
    assert.equal(due("2028-03-31T00:00:00Z"), "2028-02-29T00:00:00.000Z");
    assert.equal(due("2027-01-15T23:59:59Z"), "2026-12-15T23:59:59.000Z");
  });
  it("says that a certificate is not valid yet", () => {
    const not = at("2026-06-01T00:00:00Z", "2028-01-01T00:00:00Z", "2026-07-01T00:00:00Z");
    assert.equal(not.urgency, "not-yet-valid");
  });
  it("is unknown, not silent, when the certificate is absent or its dates cannot be read", () => {
    assert.deepEqual(nearness(undefined, notice, 0), { urgency: "unknown" });
    assert.deepEqual(at("2026-06-01T00:00:00Z", "soon"), { urgency: "unknown" });
    assert.deepEqual(at("2026-06-01T00:00:00Z", "2027-01-01T00:00:00Z", ""), {
      urgency: "unknown",
    });
  });
});
