import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { requireRig } from "../rigs/index.js";
import { documentFileName, drawDocument, type MailedKind } from "../simulators/digisign/index.js";
import { issueToken } from "../simulators/testing/digisign-visits.js";
import { signPdf } from "../simulators/testing/signing.js";
import {
  begin,
  DigisignOffice,
  eToken,
  expiry,
  issuingDate,
  otherToken,
} from "./digisign-office.js";
import { DigisignPerson } from "./digisign-person.js";
import { codesShown, refusalOf } from "./refusals-shown.js";
import { day, hour } from "./renewal-office.js";
import { scan, waitOf } from "./renewal-person.js";

describe("“Must be refused with a clear message, nothing lost”, in one renewal at DigiSign", function () {
  this.timeout(120_000);
  this.slow(20_000);
  this.bail(true);
  let office: DigisignOffice;
  let person: DigisignPerson;
  let maria: X509Certificate;

  before(async function () {
    requireRig(this, DigisignOffice.missing());
    office = await DigisignOffice.open({ other: true, mails: false });
    person = new DigisignPerson(office);
    await office.writePin("wrong-pin", "11112222");
  });
  after(() => office?.[Symbol.asyncDispose]());

  it("a proxy: named with where it is set, and nothing begins before it is switched off", async () => {
    const env = { HTTPS_PROXY: "http://someone:secret@proxy.example:3128" };
    const waiting = await office.renew({ env });
    assert.equal(waitOf(waiting), "look-again");
    assert.deepEqual(await codesShown(office), ["digisign.proxy"]);
    const text = await office.text();
    assert.match(text, /HTTPS_PROXY/);
    assert.match(text, /proxy\.example:3128/);
    assert.doesNotMatch(text, /secret/);
  });

  it("2 days 23 hours left, expired, another issuer: all three named at once", async () => {
    const { otherProgram, shim } = office;
    const subject = "CN=Maria Popescu,C=RO";
    const enrol = (id: string, notAfter: Date, issuer: "digisign" | "foreign" = "digisign") =>
      office.enrol({ id, keyType: "EC:prime256v1", notAfter, subject, issuer }, otherProgram);
    await enrol("01", new Date(office.time + 3 * day - hour));
    await enrol("02", new Date(office.time - hour));
    await enrol("03", expiry, "foreign");
    await shim.remove(eToken);
    await shim.insert(otherToken);
    assert.equal(waitOf(await office.answer("look-again", "true")), "look-again");
    assert.deepEqual((await codesShown(office)).toSorted(), [
      "digisign.expired",
      "digisign.other-issuer",
      "digisign.too-few-days",
    ]);
    const text = (await office.text()).replaceAll(/\s+/g, " ");
    assert.match(text, /expires in 2 days and 2[23] hours; at least 3 days have to be left/);
    assert.match(text, /Other Trust Qualified CA/);
    assert.match(text, /Ask DigiSign for a new certificate/);
    assert.match(text, /helpdesk@digisign\.ro, telephone 031\.620\.2000/);
    assert.equal(await office.logins(), 0);
  });

  it("a locked PIN: explained, and never tried", async () => {
    const { shim } = office;
    await shim.remove(otherToken);
    await shim.insert(eToken);
    await shim.set({ tokens: { [eToken]: { flags: { set: ["USER_PIN_LOCKED"] } } } });
    assert.equal(waitOf(await office.answer("look-again", "true")), "look-again");
    assert.deepEqual(await codesShown(office), ["digisign.pin-locked"]);
    assert.equal(await office.logins(), 0);
    await shim.set({ tokens: {} });
  });

  it("two tokens in: the person chooses, by holder, issuer, expiry and token", async () => {
    const { otherProgram, shim } = office;
    const subject = "CN=Maria Popescu,C=RO";
    const content = { id: "04", keyType: "EC:prime256v1", notAfter: expiry, subject };
    maria = new X509Certificate((await office.enrol(content, otherProgram)).pem);
    await shim.insert(otherToken);
    assert.equal(waitOf(await office.answer("look-again", "true")), "certificate");
    const { wait } = await office.shown();
    const { question } = wait as unknown as {
      question: { options: readonly { value: string; labelRendered: string }[] };
    };
    assert.deepEqual(question.options.map(({ labelRendered }) => labelRendered).toSorted(), [
      `Ana Ionescu – issued by DIGISIGN QUALIFIED CA 3, expires on April 20, 2026, on ${eToken}`,
      `Maria Popescu – issued by DIGISIGN QUALIFIED CA 3, expires on April 20, 2026, on ${otherToken}`,
    ]);
    const values = question.options.map(({ value }) => value);
    const ofMaria = maria.fingerprint256.replaceAll(":", "").toLowerCase();
    assert.deepEqual(values.toSorted(), [office.old.sha256, ofMaria].toSorted());
  });

  it("a wrong PIN: one try, never a second by ourselves, and it goes on with the right one", async () => {
    await office.say("certificate", office.old.sha256);
    const failed = await office.resume({ pinFile: "wrong-pin" });
    assert.equal(failed.error?.code, "token.pin-wrong");
    for (const pinFile of ["wrong-pin", "pin"]) {
      const { error } = await office.resume({ pinFile });
      assert.equal(error?.code, "token.pin-unattended");
    }
    assert.equal(await office.logins(), 1);
    assert.equal((await office.shim.tries(otherToken)).user, 0);
    const said = await office.cli(["tokens", "unblocked", eToken, "--yes"], { pinFile: "" });
    assert.equal(said.code, 0, said.stdout + said.stderr);
    assert.equal(waitOf(await office.resume()), "date");
    assert.equal(await office.logins(), 2);
    assert.deepEqual(await office.leaks(["11112222"]), []);
    await office.shim.remove(otherToken);
  });

  for (const [what, date, code] of [
    ["in the past", "2026-03-25", "digisign.date.past"],
    ["too late", "2026-04-18", "digisign.date.too-late"],
    ["on a Saturday", "2026-04-04", "digisign.date.not-a-business-day"],
    ["on the Orthodox Good Friday", "2026-04-10", "digisign.date.not-a-business-day"],
    ["on Romania’s Easter Monday", "2026-04-13", "digisign.date.not-a-business-day"],
    ["that is none", "2026-02-30", undefined],
  ] as const) {
    it(`a date ${what}`, async () => {
      const { code: exit, data } = await office.tell("date", { date });
      if (code === undefined) {
        assert.deepEqual([exit, data.error?.code], [3, "answer.invalid"]);
        return;
      }
      assert.equal(exit, 0, JSON.stringify(data));
      assert.equal(refusalOf(await office.resume()), code);
      assert.equal(waitOf(await office.shown()), "date");
    });
  }

  it("another holder in the form: the identity stays that of the certificate", async () => {
    assert.equal(waitOf(await office.answer("date", { date: issuingDate })), "subject");
    await office.say("subject", {
      ...{ holder: "Someone Else", serial: "00", email: "ana.ionescu@exemplu.example" },
      country: "RO",
    });
    assert.equal(waitOf(await office.resume()), "code");
    const { outputs } = await office.shown();
    const { values } = outputs["confirm-application"] as unknown as {
      values: Readonly<Record<string, string>>;
    };
    assert.equal(values["holder"], "Ana Ionescu");
  });

  it("a wrong validation code: a new picture, and nothing was ordered", async () => {
    const wrong = office.code === "000000" ? "000001" : "000000";
    assert.equal(refusalOf(await office.answer("code", { code: wrong })), "digisign.code.wrong");
    assert.equal(office.counter("orders.accepted"), 0);
    assert.equal(waitOf(await office.answer("code", { code: office.code })), "declaration");
    assert.equal(office.counter("orders.accepted"), 1);
  });

  const draw = (kind: MailedKind, number: string) =>
    drawDocument({
      ...{ kind, number, holder: "Ana Ionescu" },
      day: Temporal.PlainDate.from("2026-03-26"),
    });
  const documents: readonly (readonly [string, string, () => Promise<Buffer>])[] = [
    [
      "a document of another order",
      "digisign.document-of-other-order",
      () => draw("declaration", "RC-2026-000999"),
    ],
    [
      "a contract in place of the declaration",
      "digisign.document-of-other-kind",
      () => draw("contract", office.order.number),
    ],
    [
      "a document signed by someone else",
      "digisign.document-signed-by-other",
      async () =>
        signPdf(await draw("declaration", office.order.number), await issueToken(office.simulator)),
    ],
    ["a picture in place of a document", "digisign.document-not-a-pdf", async () => scan()],
    ["an empty document", "files.empty", async () => Buffer.alloc(0)],
  ];
  for (const [what, code, content] of documents) {
    it(what, async () => {
      const file = await office.give("Declaratie.pdf", await content());
      assert.equal(refusalOf(await office.hand("declaration", file)), code);
      assert.equal(waitOf(await office.shown()), "declaration");
    });
  }

  it("and the right documents are taken afterwards", async () => {
    const attachments = office.simulator.mailbox.list().flatMap((mail) => mail.attachments);
    assert.ok(
      attachments.some(({ name }) => name === documentFileName("terms", office.order.number)),
    );
    for (const { name, content } of attachments) await office.deliver(name, content);
    assert.equal(waitOf(await office.resume()), "paid");
  });

  const large = (bytes: number) => {
    const bitmap = Buffer.alloc(bytes);
    bitmap.write("BM", 0, "latin1");
    for (const [at, value] of [
      ...[
        [2, bytes],
        [10, 54],
        [14, 40],
        [18, 8],
        [22, 8],
      ],
    ] as const) {
      bitmap.writeUInt32LE(value ?? 0, at ?? 0);
    }
    bitmap.writeUInt16LE(1, 26);
    bitmap.writeUInt16LE(24, 28);
    return bitmap;
  };

  it("no payment: said, and nothing else to do until it is there", async () => {
    person.instead.set("paid", (renewal) => office.say(renewal.wait?.key ?? "", "true"));
    assert.equal(waitOf(await person.go("identity")), "identity");
  });

  for (const [what, name, code, content] of [
    ["2 MB + 1 byte", "ci.bmp", "digisign.identity-too-large", () => large(2_097_153)],
    ["a .gif", "ci.gif", "digisign.identity-type", () => Buffer.from("GIF89a, a picture")],
    ["a renamed type", "ci.jpg", "digisign.identity-renamed", () => scan()],
    ["half a file", "ci.png", "digisign.identity-damaged", () => scan().subarray(0, 60)],
    ["an empty file", "ci.pdf", "files.empty", () => Buffer.alloc(0)],
  ] as const) {
    it(`a copy of the identity card: ${what}`, async () => {
      const file = await office.give(name, content());
      assert.equal(refusalOf(await office.hand("identity", file)), code);
      assert.equal(waitOf(await office.shown()), "identity");
    });
  }

  it("a document that DigiSign mailed is no copy of the identity card", async () => {
    const [contract] = office.simulator.mailbox.list()[0]?.attachments ?? [];
    const file = await office.give("copy.pdf", contract?.content ?? "");
    const refused = await office.hand("identity", file);
    assert.equal(refusalOf(refused), "digisign.identity-is-document");
  });

  it("a copy of exactly 2 MB is taken and sent, as CAdES", async () => {
    const signing = await office.hand("identity", await office.give("ci.bmp", large(2_097_152)));
    assert.ok(typeof signing !== "string" && waitOf(signing) === "sign", JSON.stringify(signing));
    assert.equal(waitOf(await office.answer(signing.wait?.key ?? "", "true")), "review");
    assert.equal(office.counter("documents.identity.accepted"), 1);
    assert.match(
      (await office.text()).replaceAll(/\s+/g, " "),
      /DigiSign has not registered the payment of order/,
    );
  });

  it("a rejection: the reason and the document are named, the document is sent again, once", async () => {
    const { simulator } = office;
    simulator.payments.receive(office.order.number);
    simulator.review.reject(office.order.number, "Copia nu se poate citi.", ["identity"]);
    await office.pass(hour);
    const again = await office.resume();
    assert.equal(waitOf(again), "again");
    assert.match((await office.text()).replaceAll(/\s+/g, " "), /Copia nu se poate citi\./);
    await office.deliver("carte noua.png", scan(90));
    const signing = await office.resume();
    assert.equal(waitOf(signing), "sign", JSON.stringify(signing));
    assert.equal(waitOf(await office.answer(signing.wait?.key ?? "", "true")), "review");
    assert.equal(office.counter("documents.identity.accepted"), 2);
    assert.equal(office.counter("documents.contract.accepted"), 1);
  });

  it("an update before the date, with a clock that was set back: nothing is written", async () => {
    person.instead.clear();
    assert.equal(waitOf(await person.go("install")), "install");
    const then = office.time;
    const before = await office.program.objects();
    await office.say("install", "true");
    office.time = begin.getTime() + 5 * day;
    const early = await office.resume();
    assert.equal(refusalOf(early), "digisign.update-before-date");
    assert.deepEqual(await office.program.objects(), before);
    await office.travel(new Date(then));
  });

  it("not replugged: it goes on waiting until the token was out and is in again", async () => {
    const waiting = await person.go("remove-token");
    assert.equal(waitOf(waiting), "remove-token");
    assert.equal(waitOf(await office.resume()), "remove-token");
    assert.equal(waitOf(await person.go()), "done");
    assert.equal(office.counter("orders.accepted"), 1);
    assert.equal(office.counter("certificates.issued"), 1);
    assert.deepEqual(office.simulator.failures, []);
    await office.oldStillSigns();
    assert.ok(begin.getTime() < office.time);
  });
});
