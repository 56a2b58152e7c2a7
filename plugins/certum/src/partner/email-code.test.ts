import { PerennialError, type Outcome } from "@perennial/api";
import assert from "node:assert/strict";
import { PartnerWorld, errorOf, outputOf, waitOf } from "./testing/partner-world.js";

/** What the form holds, with this code typed into it. */
function typed(outcome: Outcome<unknown>, code: string): { readonly [field: string]: unknown } {
  const wait = waitOf(outcome);
  assert.ok(wait.for === "person" && wait.question.type === "form");
  return { ...wait.question.values, code };
}

async function asked() {
  const world = new PartnerWorld();
  const renewal = await world.ordered();
  const outcome = await world.confirmEmail(renewal);
  const enter = async (code: string, from = outcome) => {
    renewal.answers.set("email-code", typed(from, code));
    return world.confirmEmail(renewal);
  };
  const wantAnother = async () => {
    renewal.answers.set("email-code", { ...typed(outcome, ""), another: true });
    return world.confirmEmail(renewal);
  };
  const mailbox = () => world.partner.orders[0]?.mailbox ?? assert.fail("nothing was ordered");
  return { world, renewal, outcome, enter, wantAnother, mailbox };
}

const count = ({ partner }: PartnerWorld, operation: string) =>
  partner.seen.filter((one) => one === operation).length;

describe("The code of a partner's order", () => {
  it("is asked for, and confirms the mailbox as it is written in the mail or a little worse", async () => {
    const { world, outcome, enter } = await asked();
    assert.equal(waitOf(outcome).key, "email-code");
    outputOf(await enter(" abcde fgh22 "));
    assert.deepEqual(world.partner.orders[0]?.status, "VERIFICATION");
  });

  it("is not asked for where the mailbox was verified a short time ago", async () => {
    const world = new PartnerWorld();
    world.partner.verificationState = "NOT_REQUIRED";
    const renewal = await world.ordered();
    assert.equal((await world.confirmEmail(renewal)).outcome, "skipped");
  });

  it("1186: that is wrong is asked for again, nothing lost, and never sent a second time", async () => {
    const { world, enter, mailbox } = await asked();
    const again = await enter("ZZZZZZZZZZ");
    assert.equal(waitOf(again).refusal?.code, "certum.partner-1186");
    await enter("ZZZZZZZZZZ", again);
    assert.equal(mailbox().wrong, 1);
    assert.equal(count(world, "verifyOrder"), 1);
    outputOf(await enter(mailbox().code, again));
  });

  it("1184: that is too old is replaced by a new one, once", async () => {
    const { world, enter, mailbox } = await asked();
    const old = mailbox().code;
    world.clock.advance(25 * 3_600_000);
    const again = await enter(old);
    assert.equal(waitOf(again).refusal?.code, "certum.partner-1184");
    assert.equal(count(world, "addEmailVerification"), 1);
    assert.notEqual(mailbox().code, old);
    outputOf(await enter(mailbox().code, again));
  });

  it("is dead after five wrong ones, and another one is sent", async () => {
    const { world, outcome, enter, mailbox } = await asked();
    let last = outcome;
    for (const letter of "VWXYZ") last = await enter(letter.repeat(10), last);
    assert.equal(waitOf(last).refusal?.code, "certum.email-code-used-up");
    assert.equal(count(world, "addEmailVerification"), 1);
    outputOf(await enter(mailbox().code, last));
  });

  it("stays good when the field is left empty: the mail may only be late", async () => {
    const { world, enter, mailbox } = await asked();
    const again = await enter(" ");
    assert.equal(waitOf(again).refusal?.code, "certum.email-code-missing");
    assert.equal(count(world, "addEmailVerification"), 0);
    outputOf(await enter(mailbox().code, again));
  });

  it("is sent anew when that is wanted, and the earlier one is dead", async () => {
    const { world, enter, wantAnother, mailbox } = await asked();
    const old = mailbox().code;
    world.clock.advance(60_000);
    const again = await wantAnother();
    assert.equal(waitOf(again).refusal, undefined);
    assert.equal(count(world, "addEmailVerification"), 1);
    const refused = await enter(old, again);
    assert.equal(waitOf(refused).refusal?.code, "certum.partner-1186");
    outputOf(await enter(mailbox().code, refused));
  });

  for (const when of ["before", "after"] as const) {
    it(`whose answer is lost ${when} it was taken confirms the mailbox once`, async () => {
      const { world, renewal, enter, mailbox } = await asked();
      world.partner[when] = lostOnce("verifyOrder");
      assert.equal(errorOf(await enter(mailbox().code)).code, "http.connection-lost");
      outputOf(await world.confirmEmail(renewal));
      assert.equal(mailbox().state, "VERIFIED");
      assert.equal(count(world, "verifyOrder"), when === "before" ? 2 : 1);
    });

    it(`asked anew with an answer that is lost ${when} it was sent is sent once`, async () => {
      const { world, renewal, enter, wantAnother, mailbox } = await asked();
      world.clock.advance(60_000);
      const { sentAt } = mailbox();
      world.partner[when] = lostOnce("addEmailVerification");
      assert.equal(errorOf(await wantAnother()).code, "http.connection-lost");
      const again = await world.confirmEmail(renewal);
      assert.equal(waitOf(again).key, "email-code");
      assert.notEqual(mailbox().sentAt, sentAt);
      assert.equal(count(world, "addEmailVerification"), when === "before" ? 2 : 1);
      outputOf(await enter(mailbox().code, again));
    });
  }

  for (const [typed, operation] of [
    ["ABCDEFGHJK", "verifyOrder"],
    ["", "addEmailVerification"],
  ] as const) {
    it(`is not sent with ${operation} for an order that went on meanwhile (2056, 1113)`, async () => {
      const { world, enter, wantAnother, mailbox } = await asked();
      const [order] = world.partner.orders;
      assert.ok(order);
      order.status = "ENROLLED";
      mailbox().state = "VERIFIED";
      world.partner.refuse.set(operation, [typed === "" ? 1113 : 2056]);
      outputOf(await (typed === "" ? wantAnother() : enter(typed)));
      assert.equal(count(world, operation), 0);
    });
  }

  it("is not needed any more once Certum has verified the mailbox, which is looked at meanwhile", async () => {
    const { world, renewal, outcome, mailbox } = await asked();
    const wait = waitOf(outcome);
    assert.ok(wait.for === "person" && wait.lookEvery === 60);
    mailbox().state = "VERIFIED";
    outputOf(await world.confirmEmail(renewal));
  });

  for (const [code, another] of [
    ["ABCDEFGHJK", false],
    ["", true],
    ["", false],
  ] as const) {
    it(`is not sent, nor anew, after Certum has verified the mailbox: “${code}”, another ${another}`, async () => {
      const { world, renewal, outcome, mailbox } = await asked();
      mailbox().state = "VERIFIED";
      world.partner.refuse.set("addEmailVerification", [1113]);
      renewal.answers.set("email-code", { ...typed(outcome, code), another });
      outputOf(await world.confirmEmail(renewal));
      assert.equal(count(world, "verifyOrder") + count(world, "addEmailVerification"), 0);
    });
  }

  it("1113: that is refused because the mailbox was verified that very moment fails nothing", async () => {
    const { world, renewal, outcome, mailbox } = await asked();
    world.partner.refuse.set("addEmailVerification", [1113]);
    world.partner.after = (operation) => {
      if (operation === "addEmailVerification") mailbox().state = "VERIFIED";
      return undefined;
    };
    renewal.answers.set("email-code", { ...typed(outcome, ""), another: true });
    outputOf(await world.confirmEmail(renewal));
    assert.equal(count(world, "addEmailVerification"), 1);
  });

  it("is no use for an order that was rejected: its note is told", async () => {
    const { world, renewal } = await asked();
    rejected(world);
    const { code, params } = errorOf(await world.confirmEmail(renewal));
    assert.deepEqual([code, params["reason"]], ["certum.order-rejected", "no such organization"]);
  });
});

describe("The verification of a partner's order", () => {
  it("is looked at until the order is accepted", async () => {
    const world = new PartnerWorld();
    const renewal = await world.ordered();
    const wait = waitOf(await world.verifyOrder(renewal));
    assert.deepEqual([wait.for, wait.text.key], ["poll", "certum.partner.awaiting"]);
    const [order] = world.partner.orders;
    assert.ok(order);
    order.status = "VERIFICATION";
    assert.equal(waitOf(await world.verifyOrder(renewal)).text.key, "certum.partner.verification");
    order.status = "ACCEPTED";
    outputOf(await world.verifyOrder(renewal));
  });

  it("ends with the note of a rejection", async () => {
    const world = new PartnerWorld();
    const renewal = await world.ordered();
    rejected(world);
    const { code, params } = errorOf(await world.verifyOrder(renewal));
    assert.deepEqual([code, params["reason"]], ["certum.order-rejected", "no such organization"]);
  });

  it("takes documents meanwhile, each one once, and tells which it has", async () => {
    const world = new PartnerWorld();
    const renewal = await world.ordered();
    for (const name of ["KRS.pdf", "statut.pdf", "KRS.pdf"]) {
      renewal.answers.set("order", world.files.give(name, name));
      waitOf(await world.verifyOrder(renewal));
    }
    assert.deepEqual(world.partner.orders[0]?.documents, ["KRS.pdf", "statut.pdf"]);
    const wait = waitOf(await world.verifyOrder(renewal));
    const { instructions = [] } = wait;
    assert.ok(wait.for === "poll");
    assert.equal(wait.orFile?.except?.length, 2, "a watched folder may still hold them");
    assert.deepEqual(
      instructions.filter(({ key }) => key.endsWith("-sent")).map(({ args }) => args?.["name"]),
      ["KRS.pdf", "statut.pdf"],
    );
  });

  it("says why a document is not taken, and goes on", async () => {
    const world = new PartnerWorld();
    const renewal = await world.ordered();
    renewal.answers.set("order", world.files.give("empty.pdf", ""));
    const empty = waitOf(await world.verifyOrder(renewal));
    assert.equal(empty.refusal?.code, "certum.document-size");
    world.partner.refuse.set("verifyOrder", [2083]);
    renewal.answers.set("order", world.files.give("KRS.doc", "KRS"));
    const refused = waitOf(await world.verifyOrder(renewal));
    assert.equal(refused.refusal?.code, "certum.partner-refused");
    assert.deepEqual(world.partner.orders[0]?.documents, []);
  });

  it("sends a document again whose answer was lost: the service keeps it once", async () => {
    const world = new PartnerWorld();
    const renewal = await world.ordered();
    renewal.answers.set("order", world.files.give("KRS.pdf", "KRS"));
    world.partner.after = lostOnce("verifyOrder");
    assert.equal(errorOf(await world.verifyOrder(renewal)).code, "http.connection-lost");
    waitOf(await world.verifyOrder(renewal));
    assert.deepEqual(world.partner.orders[0]?.documents, ["KRS.pdf"]);
    assert.equal(count(world, "verifyOrder"), 2);
  });
});

describe("The certificate of a partner's order", () => {
  it("is waited for, and comes with its issuers, PEM or not", async () => {
    const world = new PartnerWorld();
    const renewal = await world.ordered();
    const [order] = world.partner.orders;
    assert.ok(order);
    const submitted = outputOf(await world.submit(renewal));
    assert.equal((await world.desk.deliver(renewal, submitted)).state, "coming");
    const pem = "-----BEGIN CERTIFICATE-----\nQkJCQg==\n-----END CERTIFICATE-----\n";
    order.certificate = { text: "QUFBQQ==", issuers: [pem] };
    const delivery = await world.desk.deliver(renewal, submitted);
    assert.ok(delivery.state === "here");
    const text = Buffer.from(delivery.file.content, "base64").toString();
    assert.equal(text, `${pem.replace("QkJCQg", "QUFBQQ")}${pem}`);
    assert.deepEqual(await world.desk.issuers(renewal, submitted), [pem]);
  });

  it("does not come after a rejection", async () => {
    const world = new PartnerWorld();
    const renewal = await world.ordered();
    const submitted = outputOf(await world.submit(renewal));
    rejected(world);
    await assert.rejects(world.desk.deliver(renewal, submitted), (error) =>
      PerennialError.is(error, "certum.activation-rejected"),
    );
  });
});

function lostOnce(operation: string): (now: string) => PerennialError | undefined {
  let done = false;
  return (now) => {
    if (done || now !== operation) return undefined;
    done = true;
    return new PerennialError("http.connection-lost", {}, { retry: {} });
  };
}

function rejected({ partner }: PartnerWorld): void {
  const [order] = partner.orders;
  assert.ok(order);
  Object.assign(order, { status: "REJECTED", note: "no such organization" });
}
