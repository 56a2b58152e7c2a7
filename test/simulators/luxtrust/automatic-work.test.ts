import assert from "node:assert/strict";
import { createRequest, orderFields } from "../testing/requests.js";
import { logIn, orderNumber, placeOrder, upload } from "../testing/visits.js";
import { startLuxtrustSimulator } from "./index.js";
import { nextOfficeTime } from "./office-hours.js";

describe("Operators who work by themselves", () => {
  it("approve after their time, and mail the configuration in office hours only", async () => {
    await using simulator = await startLuxtrustSimulator({
      now: new Date("2026-11-20T15:30:00Z"),
      automatic: { approveAfter: 1800, configurationAfter: 7200, officeHours: true },
    });
    const number = orderNumber(await placeOrder(simulator, orderFields(await createRequest())));
    await simulator.clock.advance(1799_000);
    assert.equal(simulator.orders.find(number).state, "pending");
    await simulator.clock.advance(1000);
    const order = simulator.orders.find(number);
    assert.equal(order.state, "complete");
    const { browser } = await logIn(simulator, { user: "999900001" }, "Renewed1Business");
    await upload(simulator, browser, order.certificate ?? "");
    // Friday 16:00 UTC is 17:00 in Luxembourg; two hours later the office is closed until Monday.
    await simulator.clock.set(new Date("2026-11-23T06:59:59Z"));
    assert.equal(simulator.mailbox.list().length, 1);
    await simulator.clock.set(new Date("2026-11-23T07:00:00Z"));
    const mail = simulator.mailbox.list().at(-1);
    assert.equal(mail?.attachments[0]?.name, "sofie.999900001.20261123070000.config");
    assert.equal(mail.at.toISOString(), "2026-11-23T07:00:00.000Z");
  });

  it("leave an order alone that was decided before", async () => {
    await using simulator = await startLuxtrustSimulator({
      now: new Date("2026-11-20T09:00:00Z"),
      automatic: { approveAfter: 60 },
    });
    const number = orderNumber(await placeOrder(simulator, orderFields(await createRequest())));
    simulator.orders.reject(number, "no");
    await simulator.clock.advance(60_000);
    assert.equal(simulator.orders.find(number).state, "rejected");
  });

  const cases: [string, string, string][] = [
    ["a Friday morning", "2026-11-20T09:15:00Z", "2026-11-20T09:15:00.000Z"],
    ["before eight", "2026-11-20T05:00:00Z", "2026-11-20T07:00:00.000Z"],
    ["six on a Friday evening", "2026-11-20T17:00:00Z", "2026-11-23T07:00:00.000Z"],
    ["a Saturday noon", "2026-11-21T11:00:00Z", "2026-11-23T07:00:00.000Z"],
    ["the Sunday when summer time begins", "2026-03-29T12:00:00Z", "2026-03-30T06:00:00.000Z"],
  ];
  for (const [name, instant, expected] of cases)
    it(`find the office open next after ${name}`, () => {
      assert.equal(nextOfficeTime(new Date(instant)).toISOString(), expected);
    });
});
