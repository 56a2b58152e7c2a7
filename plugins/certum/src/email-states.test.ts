import assert from "node:assert/strict";
import { EmailVerification } from "./steps/email-verification.js";
import { Customer, typedData } from "./testing/customer.js";
import { failedWith, optionsOf, refusedWith, said, sentence, waitOf } from "./testing/expect.js";
import { Crashed } from "./testing/fake-renewal.js";
import { refusal } from "./testing/panel-pages.js";
import { manifest } from "./testing/world.js";

const steps = manifest.perennial.contributes.providers[0].steps.map(({ name }) => name);
/** What comes after the mailbox. */
const next = "certificate-data";

describe("E-MAIL | only after DATA is verified; one address; confirmed through a mail; status becomes verified", () => {
  it("is not asked for before, and a panel that says otherwise stops it, explained", async () => {
    const anna = new Customer();
    assert.equal(waitOf(await anna.submits()).key, "verification");
    anna.world.panel.data.verify(anna.order);
    await anna.run();
    anna.order.steps.data = "waiting-for-verification";
    anna.order.steps.email = "not-available";
    const rest = await anna.give("email", { address: "anna@przyklad.example" });
    assert.equal(failedWith(rest), "certum.email-not-open");
    assert.equal(anna.world.panel.posts("panel/email"), 0);
  });

  it("one address is taken, and nothing else", async () => {
    const anna = new Customer();
    await anna.verifies();
    for (const [address, code] of [
      ["a@b.example, c@d.example", "certum.email.one"],
      ["anna", "certum.email.invalid"],
      ["anna@localhost", "certum.email.invalid"],
      ["", "certum.email.invalid"],
    ] as const) {
      assert.equal(refusedWith(await anna.give("email", { address })), code, address);
    }
    await anna.give("email", { address: " anna@przyklad.example " });
    assert.equal(anna.order.email?.address, "anna@przyklad.example");
  });

  it("polls until the link was opened", async () => {
    const anna = new Customer();
    const rest = await anna.mails();
    assert.ok(waitOf(rest).for === "poll");
    assert.ok(said(rest).includes("certum.email-link.later"));
    assert.deepEqual(sentence(rest, "certum.email-link.until").args, {
      validUntil: "2026-11-21T09:30:00.000Z",
    });
    anna.world.panel.email.openLink(anna.order);
    await anna.run("email-verification");
    const { address, reusableUntil } = anna.renewal.output(EmailVerification);
    assert.deepEqual(
      [address, reusableUntil],
      ["anna@przyklad.example", "2026-12-20T09:30:00.000Z"],
    );
  });

  it("an address that was verified less than 30 days ago needs no mail, and it is said so", async () => {
    const anna = new Customer();
    anna.world.panel.email.mailboxes.set("anna@przyklad.example", "2026-10-22T09:30:00.000Z");
    await anna.mails();
    assert.ok(anna.renewal.ended.has("email-verification"));
    const notes = anna.world.notes.get("email-verification") ?? [];
    assert.deepEqual(
      notes.map(({ key }) => key),
      ["certum.email-reused"],
    );
  });

  it("is polled for 24 hours, as long as the link is good, and then the person is asked", async () => {
    const anna = new Customer();
    const first = waitOf(await anna.mails());
    assert.ok(first.for === "poll");
    assert.deepEqual([first.every, first.atMost], [300, 2400]);
    anna.world.clock.advance(24 * 3_600_000 - 60_000);
    const last = waitOf(await anna.run());
    assert.ok(last.for === "poll");
    assert.deepEqual([last.every, last.atMost], [60, 60]);
    anna.world.clock.advance(60_000);
    assert.match(waitOf(await anna.run()).key, /^email-late:/);
  });

  for (const [address, path] of [
    ["ANNA@przyklad.example", "panel/email/resend"],
    ["inna@przyklad.example", "panel/email"],
  ] as const) {
    it(`going back to the mailbox sends one mail for ${address}, and the link in it counts`, async () => {
      const anna = new Customer();
      await anna.mails();
      for (const turn of [1, 2]) {
        anna.world.clock.advance(3_600_000);
        const before = anna.world.panel.posts(path);
        const rest = await anna.backTo("email-address");
        assert.ok(said(rest).includes("certum.email.again"));
        assert.equal(anna.world.panel.posts(path), before, "nothing yet");
        const given = turn === 1 ? address : `${turn}${address}`;
        const path2 = turn === 1 ? path : "panel/email";
        const posts = anna.world.panel.posts(path2);
        assert.ok(waitOf(await anna.say({ address: given })).for === "poll");
        await anna.run();
        assert.equal(anna.world.panel.posts(path2), posts + 1);
        assert.equal(anna.order.email?.sentAt, anna.world.clock.time);
      }
      anna.world.panel.email.openLink(anna.order);
      await anna.run("email-verification");
      assert.equal(anna.renewal.output(EmailVerification).address, `2${address}`);
    });

    for (const at of ["before-perform", "after-perform"] as const) {
      it(`a crash ${at} on the way from there to ${path} leaves one mail`, async () => {
        const anna = new Customer();
        await anna.mails();
        anna.world.clock.advance(3_600_000);
        const { key } = waitOf(await anna.backTo("email-address"));
        const before = anna.world.panel.posts(path);
        anna.renewal.crash = { key: /^(resend:|email:.*-email-)/, at };
        await assert.rejects(anna.give(key, { address }), Crashed);
        assert.ok(waitOf(await anna.run()).for === "poll");
        assert.equal(anna.world.panel.posts(path), before + 1);
      });
    }
  }

  it("going back finds a link that was opened meanwhile, and sends nothing", async () => {
    const anna = new Customer();
    await anna.mails();
    anna.world.panel.email.openLink(anna.order);
    await anna.backTo("email-address", "email-verification");
    assert.ok(anna.renewal.ended.has("email-verification"));
    assert.equal(anna.world.panel.posts("panel/email"), 1);
    assert.equal(anna.world.panel.posts("panel/email/resend"), 0);
  });

  it("“mail link late”: a new link is offered and sent once; the old one is dead", async () => {
    const anna = new Customer();
    await anna.mails();
    anna.world.clock.addDays(1);
    const rest = await anna.run();
    assert.equal(refusedWith(rest), "certum.link.expired");
    assert.deepEqual(
      optionsOf(rest).map(({ value }) => value),
      ["resend", "other"],
    );
    const after = await anna.say("resend");
    assert.ok(waitOf(after).for === "poll");
    await anna.run();
    assert.equal(anna.world.panel.posts("panel/email/resend"), 1);
    assert.equal(anna.order.email?.sentAt, "2026-11-21T09:30:00.000Z");
    anna.world.clock.addDays(1);
    assert.equal(refusedWith(await anna.run()), "certum.link.expired", "and again");
  });

  it("“for another address”: another one can be given, and counts", async () => {
    const anna = new Customer();
    await anna.mails("wrong@przyklad.example");
    anna.world.clock.addDays(1);
    await anna.run();
    await anna.say("other");
    const rest = await anna.say({ address: "anna@przyklad.example" });
    assert.ok(waitOf(rest).for === "poll");
    anna.world.panel.email.openLink(anna.order);
    await anna.run("email-verification");
    assert.equal(anna.renewal.output(EmailVerification).address, "anna@przyklad.example");
  });

  it("a link that was opened just before a new one is asked for is enough", async () => {
    const anna = new Customer();
    await anna.mails();
    anna.world.clock.addDays(1);
    const { key } = waitOf(await anna.run());
    anna.world.panel.email.openLink(anna.order);
    anna.renewal.answers.set(key, "resend");
    await anna.run("email-verification");
    assert.ok(anna.renewal.ended.has("email-verification"));
  });

  it("a link that was opened late, or by Certum itself, is seen while the person is asked", async () => {
    const anna = new Customer();
    await anna.mails();
    anna.world.clock.addDays(1);
    const late = waitOf(await anna.run());
    assert.ok(late.for === "person" && late.lookEvery !== undefined && late.lookEvery <= 60);
    anna.world.panel.email.openLink(anna.order);
    await anna.run("email-verification");
    assert.ok(anna.renewal.ended.has("email-verification"));
    assert.equal(anna.world.panel.posts("panel/email/resend"), 0);
  });

  it("a link that was opened while another address is asked for is enough, and nothing is given", async () => {
    const anna = new Customer();
    await anna.mails();
    anna.world.clock.addDays(1);
    await anna.run();
    const asked = waitOf(await anna.say("other"));
    assert.ok(asked.for === "person" && asked.lookEvery === 60);
    anna.world.panel.email.openLink(anna.order);
    await anna.run("email-verification");
    assert.ok(anna.renewal.ended.has("email-verification"));
    assert.equal(anna.world.panel.posts("panel/email"), 1);
  });

  it("a clock that was forward and is right again leaves no link that is called expired", async () => {
    const anna = new Customer();
    await anna.mails();
    anna.world.clock.addDays(2);
    assert.equal(refusedWith(await anna.run()), "certum.link.expired");
    anna.world.clock.addDays(-2);
    const rest = waitOf(await anna.run());
    assert.deepEqual([rest.for, rest.refusal], ["poll", undefined]);
  });

  it("a panel that dates its mail anew at each look is looked at a few times, not for ever", async () => {
    const anna = new Customer();
    await anna.mails();
    let looks = 0;
    anna.world.panel.next = (_request, path) => {
      if (!path.startsWith("panel/order?") || anna.order.email === undefined) return undefined;
      looks += 1;
      assert.ok(looks < 20, "endless");
      anna.order.email.sentAt = new Date(Date.parse(anna.world.clock.time) + looks).toISOString();
      return undefined;
    };
    assert.equal(waitOf(await anna.run()).for, "poll");
    assert.ok(looks <= 2, String(looks));
  });

  it("assisted: the address is entered, confirmed, sent again, or given anew", async () => {
    const anna = new Customer({ way: "assisted" });
    await anna.chooses();
    await anna.give("data", typedData);
    await anna.give("entered", true);
    await anna.give("verification", "verified");
    await anna.give("email", { address: "wrong@przyklad.example" });
    await anna.give("email-entered", true);
    assert.ok(
      said(await anna.give("email-link", "resend")).includes("certum.email-link.resend-in-panel"),
    );
    await anna.give("email-link:2", "other");
    await anna.give("email-address:2", { address: "anna@przyklad.example" });
    await anna.give("email-entered:2", true);
    await anna.give("email-link:3", "verified");
    assert.equal(anna.renewal.output(EmailVerification).address, "anna@przyklad.example");
    assert.ok(anna.renewal.ended.has(steps[steps.indexOf(next) - 1] ?? ""));
  });

  it("the panel's own refusal of a step out of order is explained", async () => {
    const anna = new Customer();
    await anna.verifies();
    anna.world.panel.next = (request, path) =>
      path === "panel/email" ? refusal(request, 409, "step.not-open") : undefined;
    const rest = await anna.give("email", { address: "anna@przyklad.example" });
    assert.equal(failedWith(rest), "certum.step.not-open");
    assert.equal(anna.renewal.openEffect(), undefined);
  });
});
