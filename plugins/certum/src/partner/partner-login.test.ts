import assert from "node:assert/strict";
import { AskFirst } from "../ways/ask-first.js";
import { PartnerWorld, outputOf, waitOf } from "./testing/partner-world.js";

describe("The partner's password", () => {
  it("is asked for when it is not known, and nothing is sent before", async () => {
    const world = new PartnerWorld();
    await world.secrets.forget("partnerPassword");
    const renewal = world.begin();
    assert.equal(waitOf(await world.submit(renewal)).key, "partner-password-1");
    assert.deepEqual(world.partner.seen, []);
    renewal.answers.set("partner-password-1", {
      partnerPassword: world.secrets.give("partnerPassword", "right"),
    });
    outputOf(await world.submit(renewal));
  });

  it("that is refused is forgotten and asked for again; no order is open", async () => {
    const world = new PartnerWorld();
    world.secrets.give("partnerPassword", "wrong");
    const renewal = world.begin();
    const wait = waitOf(await world.submit(renewal));
    assert.deepEqual(
      [wait.key, wait.refusal?.code],
      ["partner-password-1", "certum.partner-credentials"],
    );
    assert.deepEqual(world.secrets.forgotten, ["partnerPassword"]);
    assert.equal(renewal.effects.get("order:1"), undefined);
    // Looked at again without an answer, nothing is sent.
    assert.equal(waitOf(await world.submit(renewal)).key, "partner-password-1");
    assert.equal(world.partner.seen.length, 1);
  });

  it("is made sure of before the fifth wrong one closes the account", async () => {
    const world = new PartnerWorld();
    world.secrets.give("partnerPassword", "wrong");
    const renewal = world.begin();
    const keys: string[] = [];
    for (let turn = 0; turn < 7; turn += 1) {
      const { key } = waitOf(await world.submit(renewal));
      keys.push(key);
      const typed = /^partner-password-\d$/.test(key);
      if (typed) world.secrets.give("partnerPassword", `wrong ${turn}`);
      renewal.answers.set(key, typed ? { partnerPassword: "" } : true);
    }
    assert.deepEqual(keys, [
      "partner-password-1",
      "partner-password-2",
      "partner-password-3",
      "partner-password-sure",
      "partner-password-4",
      "partner-reopened-4",
      "partner-password-5",
    ]);
    world.partner.wrongPasswords = 0;
    world.secrets.give("partnerPassword", "right");
    outputOf(await world.submit(renewal));
  });

  it("is asked for while a certificate is waited for, too", async () => {
    const world = new PartnerWorld();
    const renewal = world.begin();
    const submitted = outputOf(await world.submit(renewal));
    await world.secrets.forget("partnerPassword");
    await assert.rejects(
      world.desk.deliver(renewal, submitted),
      (error) => error instanceof AskFirst && error.wait.key === "partner-password-1",
    );
  });
});
