import assert from "node:assert/strict";
import { Order } from "../steps/order.js";
import { formOf, refusedWith, said, sentence, waitOf } from "../testing/expect.js";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import { Person } from "../testing/person.js";
import { World, manifest, type Rest } from "../testing/world.js";

/** Key of what is waited for after the order. */
const next = "declaration";

describe("ORDER with assistance: the person uses DigiSign’s page", () => {
  let world: World;
  let renewal: FakeRenewal;
  let person: Person;
  let asked: Rest;
  beforeEach(async () => {
    world = new World();
    renewal = world.begin({ way: "assisted" });
    person = new Person(world);
    asked = await person.carryOn(renewal, "order");
  });

  it("opens the page, and tells each click with the manual’s own words", () => {
    assert.deepEqual(waitOf(asked).pages, [
      { title: { key: "digisign.page.portal" }, url: "https://www.digisign.ro/portal" },
    ]);
    assert.deepEqual(said(asked), [
      "digisign.order",
      "digisign.order.open",
      "digisign.order.select",
      "digisign.order.date",
      "digisign.order.form",
      "digisign.order.send",
      "digisign.contact",
    ]);
    assert.deepEqual(sentence(asked, "digisign.order.select").args, {
      holder: "Ana Popescu",
      serial: "0a1b2c",
      token: "eToken Ana",
    });
    assert.deepEqual(sentence(asked, "digisign.order.date").args, { date: "2026-11-20T10:00:00Z" });
  });

  it("shows a dash for what the form leaves empty", async () => {
    const { args } = sentence(asked, "digisign.order.form");
    renewal = world.begin({ way: "assisted", phone: "" });
    const empty = sentence(await person.carryOn(renewal, "order"), "digisign.order.form");
    assert.deepEqual(empty.args, { ...args, phone: "–" });
  });

  it("takes the order’s number as it is written, and no text of blanks", () => {
    const pattern = new RegExp(formOf(asked).properties["number"]?.pattern ?? "", "u");
    for (const good of ["RC-2026-000123", "123", "x".repeat(40)]) assert.match(good, pattern);
    for (const bad of ["", "12", "RC 2026", "x".repeat(41)]) assert.doesNotMatch(bad, pattern);
  });

  it("changes nothing outside, so that a number that was mistyped is given again by going back", async () => {
    await world.give(renewal, "order", { number: "RC-2026-000132" });
    assert.deepEqual([...renewal.effects], []);
    const { steps } = manifest.perennial.contributes.providers[0];
    assert.equal(steps.find(({ name }) => name === "order")?.canGoBack, true);
  });

  it("records what the person says, and sends nothing itself", async () => {
    await world.give(renewal, "order", { number: " RC-2026-000123 " });
    assert.deepEqual(renewal.output(Order), {
      number: "RC-2026-000123",
      reference: "ana-main-1",
      issuingDate: "2026-11-20",
      placedAt: "2026-11-20T09:30:00.000Z",
      way: "assisted",
    });
    assert.deepEqual(world.portal.seen, []);
  });

  it("asks for another date before the person is sent to order with one that is past", async () => {
    world.clock.setInBucharest("2026-11-23T09:00");
    const rest = await world.run(renewal);
    assert.equal(refusedWith(rest), "digisign.date.past");
    const order = await world.give(renewal, "date", { date: "2026-11-24" });
    assert.deepEqual(sentence(order, "digisign.order.date").args, { date: "2026-11-24T10:00:00Z" });
    await world.give(renewal, "order", { number: "RC-2026-000123" });
    assert.equal(renewal.output(Order).issuingDate, "2026-11-24");
  });

  it("keeps the number that is said on a later day", async () => {
    world.clock.setInBucharest("2026-11-25T09:00");
    await world.give(renewal, "order", { number: "RC-2026-000123" });
    assert.equal(renewal.output(Order).issuingDate, "2026-11-20");
  });

  for (const at of ["before-perform", "after-perform"] as const) {
    it(`a crash ${at} of its record loses nothing`, async () => {
      renewal.crash = { key: /^order$/, at };
      await person.carryOnAfterCrashes(renewal, next);
      assert.equal(renewal.output(Order).number, "RC-2026-000123");
    });
  }
});
