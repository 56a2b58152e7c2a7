import assert from "node:assert/strict";
import { formOf, refusedWith, said, sentence, waitOf } from "../testing/expect.js";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import { Person, shown } from "../testing/person.js";
import { World } from "../testing/world.js";
import { ChooseDate } from "./choose-date.js";

describe("DATE: “issuing date, bounds shown, business days and time zone Europe/Bucharest”", () => {
  let world: World;
  let renewal: FakeRenewal;
  beforeEach(async () => {
    world = new World();
    renewal = world.begin();
    await new Person(world).carryOnUntilDone(renewal, "select-certificate");
  });

  it("shows the bounds and the rule, and offers the first day there is", async () => {
    const rest = await world.run(renewal);
    assert.deepEqual(Object.keys(formOf(rest).properties), ["date"]);
    assert.deepEqual(shown(waitOf(rest)), { date: "2026-11-20" });
    assert.deepEqual(sentence(rest, "digisign.date.bounds").args, {
      first: "2026-11-20T10:00:00Z",
      last: "2026-12-08T10:00:00Z",
    });
    assert.deepEqual(sentence(rest, "digisign.rule").args, { days: 3 });
    assert.ok(said(rest).includes("digisign.date.business-days"));
  });

  it("says the exception where it counts", async () => {
    renewal = world.begin({ shortNotice: true });
    await new Person(world).carryOnUntilDone(renewal, "select-certificate");
    const { args } = sentence(await world.run(renewal), "digisign.rule.short-notice");
    assert.deepEqual(args, { days: 3, fewer: 5, business: 1 });
  });

  it("keeps what was chosen", async () => {
    await world.run(renewal);
    await world.give(renewal, "date", { date: "2026-12-02" });
    assert.deepEqual(renewal.output(ChooseDate), { issuingDate: "2026-12-02" });
  });

  for (const [date, code] of [
    ["2026-11-19", "digisign.date.past"],
    ["2026-12-09", "digisign.date.too-late"],
    ["2026-11-21", "digisign.date.not-a-business-day"],
    ["2026-11-30", "digisign.date.not-a-business-day"],
    ["2026-12-32", "digisign.date.unreadable"],
  ] as const) {
    it(`refuses ${date} with ${code}, and offers the first day that will do`, async () => {
      await world.run(renewal);
      const rest = await world.give(renewal, "date", { date });
      assert.equal(refusedWith(rest), code);
      assert.deepEqual(shown(waitOf(rest)), { date: "2026-11-20" });
      assert.ok(!renewal.ended.has("choose-date"));
    });
  }

  it("says so where no day is left because the person took too long", async () => {
    world.clock.setInBucharest("2026-12-09T09:00");
    const rest = await world.run(renewal);
    assert.ok(said(rest).includes("error.digisign.no-date-left"));
    const answered = await world.give(renewal, "date", { date: "2026-12-09" });
    assert.equal(refusedWith(answered), "digisign.no-date-left");
  });
});
