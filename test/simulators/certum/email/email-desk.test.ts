import assert from "node:assert/strict";
import {
  customerOf,
  mailbox,
  number,
  startFriday,
  type PanelVisitor,
} from "../../testing/certum-visits.js";
import type { CertumSimulator } from "../index.js";

const HOUR = 3600 * 1000;

describe("E-mail verification at Certum's panel", () => {
  let simulator: CertumSimulator;
  let visitor: PanelVisitor;

  beforeEach(async () => {
    simulator = await startFriday();
    visitor = await customerOf(simulator);
    await visitor.sendData();
    simulator.review.approveData(number);
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  const resend = () => visitor.post("panel/email/resend", { number });

  it("opens only after the data are verified", async () => {
    const other = simulator.world.orders.place({ customer: "anna.nowak", days: 365 });
    const answer = await visitor.sendEmail(mailbox, { number: other.number });
    assert.deepEqual(
      [answer.status, answer.code, answer.detail],
      [409, "step.not-open", "not-available"],
    );
  });

  it("mails a link on a line of its own, which verifies the address once and in 24 hours", async () => {
    assert.equal((await visitor.sendEmail()).status, 303);
    const [mail] = simulator.mailbox.list();
    assert.deepEqual(
      [mail?.to, mail?.subject],
      [mailbox, `Certum - confirm your e-mail address (${number})`],
    );
    assert.deepEqual(mail?.attachments, []);
    const waiting = await visitor.order();
    assert.deepEqual(
      [waiting.steps.email, waiting.status],
      ["waiting-for-verification", "Under verification"],
    );
    assert.equal(waiting.email?.validUntil, "2026-11-21T09:00:00.000Z");
    await simulator.clock.advance(24 * HOUR - 1);
    const page = await visitor.get(`verify/email?token=${visitor.token}`);
    assert.equal(page.status, 200);
    assert.equal(simulator.world.orders.get(number).email?.verifiedAt, undefined);
    assert.match(page.text, /<form method="post" action="\/verify\/email">/);
    assert.equal((await visitor.follow()).status, 200);
    await visitor.logIn();
    const verified = await visitor.order();
    assert.deepEqual(
      [verified.steps.email, verified.steps.activation],
      ["verified", "awaiting-data"],
    );
    assert.equal(verified.email?.reusableUntil, "2026-12-21T08:59:59.999Z");
    const again = await visitor.follow();
    assert.deepEqual([again.status, again.code], [409, "link.used"]);
    assert.equal((await visitor.get(`verify/email?token=${visitor.token}`)).code, "link.used");
  });

  it("refuses a link that is late, and mails another one", async () => {
    await visitor.sendEmail();
    const first = visitor.token;
    await simulator.clock.advance(24 * HOUR);
    const late = await visitor.follow();
    assert.deepEqual([late.status, late.code], [410, "link.expired"]);
    await visitor.logIn();
    assert.equal((await visitor.order()).steps.email, "waiting-for-verification");
    assert.equal((await resend()).status, 303);
    assert.equal((await visitor.follow(first)).code, "link.replaced");
    assert.equal((await visitor.follow()).status, 200);
  });

  it("refuses a link after another was sent, or another address was given, and one it never sent", async () => {
    await visitor.sendEmail("ksiegowosc@przyklad.example");
    const first = visitor.token;
    await visitor.sendEmail();
    const replaced = await visitor.follow(first);
    assert.deepEqual([replaced.status, replaced.code], [409, "link.replaced"]);
    const unknown = await visitor.follow("guessed");
    assert.deepEqual([unknown.status, unknown.code], [404, "link.unknown"]);
    assert.equal((await visitor.follow()).status, 200);
    assert.equal((await visitor.order()).email?.address, mailbox);
  });

  it("takes a reference once, an address that is one, and none after it was verified", async () => {
    for (const wrong of ["", "biuro", "biuro@przyklad", "a b@c.example", "<a@b.example>"])
      assert.equal((await visitor.sendEmail(wrong)).code, "email.invalid", wrong);
    assert.equal((await visitor.sendEmail(mailbox, { reference: "" })).code, "reference.missing");
    await visitor.sendEmail(mailbox, { reference: "E-1" });
    const again = await visitor.sendEmail(mailbox, { reference: "E-1" });
    assert.deepEqual([again.status, again.code, again.detail], [409, "email.duplicate", "E-1"]);
    await visitor.follow();
    assert.equal((await visitor.sendEmail()).code, "step.not-open");
    const late = await resend();
    assert.deepEqual([late.status, late.code, late.detail], [409, "email.not-waiting", "verified"]);
    assert.equal(simulator.world.counters.get("emails.duplicates"), 1);
  });

  it("sends nothing again before an address was given, and too many links to nobody", async () => {
    assert.equal((await resend()).code, "email.not-waiting");
    await visitor.sendEmail();
    await simulator.clock.advance(1000);
    for (let count = 1; count < 10; count++) assert.equal((await resend()).status, 303);
    const answer = await resend();
    assert.deepEqual(
      [answer.status, answer.code, answer.headers["retry-after"]],
      [429, "email.too-often", "86399"],
    );
    assert.equal(simulator.mailbox.list().length, 10);
  });

  it("dates each link later than the one before, also while the clock stands still", async () => {
    await visitor.sendEmail();
    await resend();
    assert.equal((await visitor.order()).email?.sentAt, "2026-11-20T09:00:00.001Z");
    await visitor.sendEmail("ksiegowosc@przyklad.example");
    const { email } = await visitor.order();
    assert.equal(email?.sentAt, "2026-11-20T09:00:00.002Z");
    assert.equal(email.validUntil, "2026-11-21T09:00:00.002Z");
  });

  it("knows a mailbox for 30 days, of the same customer", async () => {
    await visitor.sendEmail();
    await visitor.follow();
    const renewal = simulator.world.orders.place({ customer: "anna.nowak", days: 365 });
    const third = simulator.world.orders.place({ customer: "anna.nowak", days: 365 });
    const [{ id } = { id: "" }] = simulator.world.organizations.reusable("anna.nowak");
    for (const order of [renewal, third])
      await visitor.sendData({ number: order.number, organizationId: id });
    await simulator.clock.advance(30 * 24 * HOUR - 1);
    await visitor.logIn();
    await visitor.sendEmail("BIURO@przyklad.example", { number: renewal.number });
    const reused = await visitor.order(renewal.number);
    assert.equal(reused.steps.email, "verified");
    assert.equal(reused.email?.verifiedAt, "2026-11-20T09:00:00.000Z");
    assert.equal(simulator.mailbox.list().length, 1);
    await simulator.clock.advance(1);
    await visitor.sendEmail(mailbox, { number: third.number });
    assert.equal((await visitor.order(third.number)).steps.email, "waiting-for-verification");
    assert.equal(simulator.world.counters.get("emails.reused"), 1);
    assert.equal(simulator.world.counters.get("emails.sent"), 2);
  });
});
