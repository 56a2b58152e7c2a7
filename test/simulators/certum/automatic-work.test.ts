import assert from "node:assert/strict";
import { customerOf, number, smimeRequest, startFriday } from "../testing/certum-visits.js";

const DAY = 24 * 3600 * 1000;

describe("Certum's operator who works by itself", () => {
  it("verifies data after days, and issues after hours; the mailbox's owner follows the link", async () => {
    const automatic = { reviewAfter: (3 * DAY) / 1000, confirmAfter: 60, issueAfter: 3600 };
    await using simulator = await startFriday({ automatic });
    const visitor = await customerOf(simulator);
    const tile = async (step: "data" | "email" | "activation"): Promise<string> => {
      await visitor.logIn();
      return (await visitor.order()).steps[step];
    };
    await visitor.sendData();
    await simulator.clock.advance(3 * DAY - 1);
    assert.equal(await tile("data"), "waiting-for-verification");
    await simulator.clock.advance(1);
    assert.equal(await tile("data"), "verified");
    await visitor.sendEmail();
    await simulator.clock.advance(60_000);
    assert.equal(await tile("email"), "verified");
    await visitor.activate(await smimeRequest());
    await simulator.clock.advance(3600_000 - 1);
    assert.equal(await tile("activation"), "waiting-for-verification");
    await simulator.clock.advance(1);
    assert.equal(await tile("activation"), "verified");
    assert.deepEqual(simulator.failures, []);
  });

  it("leaves alone what was decided before, and what was done anew", async () => {
    const automatic = { reviewAfter: 60, confirmAfter: 60, issueAfter: 60 };
    await using simulator = await startFriday({ automatic });
    const visitor = await customerOf(simulator);
    await visitor.sendData();
    simulator.review.rejectData(number, "no");
    await simulator.clock.advance(59_000);
    await visitor.sendData();
    await simulator.clock.advance(1000);
    assert.equal((await visitor.order()).steps.data, "waiting-for-verification");
    await simulator.clock.advance(59_000);
    await visitor.sendEmail("a@przyklad.example");
    await visitor.sendEmail();
    await simulator.clock.advance(60_000);
    assert.equal((await visitor.order()).email?.address, "biuro@przyklad.example");
    await visitor.activate(await smimeRequest());
    simulator.review.rejectIssuing(number, "no");
    await simulator.clock.advance(60_000);
    assert.equal((await visitor.order()).status, "Rejected");
    assert.deepEqual(simulator.failures, []);
  });
});
