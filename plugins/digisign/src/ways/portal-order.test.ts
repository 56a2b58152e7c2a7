import { PerennialError, type HttpRequest } from "@perennial/api";
import assert from "node:assert/strict";
import { Order } from "../steps/order.js";
import { failedWith, formOf, refusedWith, said, sentence, waitOf } from "../testing/expect.js";
import { html, refusal, json } from "../testing/fake-portal.js";
import { Crashed, type FakeRenewal } from "../testing/fake-renewal.js";
import { bytesOf, fromBase64 } from "../testing/hash.js";
import { Person, shown } from "../testing/person.js";
import { World, type Rest } from "../testing/world.js";

const post = "POST portal/renewal/orders";
const number = "RC-2026-000123";

/** Key of what is waited for after the order. */
const next = "declaration";

describe("ORDER through the portal: “placed exactly once”", () => {
  let world: World;
  let renewal: FakeRenewal;
  let person: Person;
  /** Waits for the code. */
  let asked: Rest;
  const sends = () => world.portal.seen.filter((one) => one === post).length;
  const type = (code = world.portal.code, rest = asked) =>
    world.give(renewal, "code", { ...shown(waitOf(rest)), code });
  const begin = async (profile: Parameters<World["begin"]>[0] = {}) => {
    world = new World();
    renewal = world.begin(profile);
    person = new Person(world);
    asked = await person.carryOn(renewal, "code");
  };
  /** Answers the next order with this, before or after it was placed. */
  const answerOnce = (
    when: "next" | "loseAnswer",
    answer: (request: HttpRequest) => ReturnType<typeof html> | Error,
  ) => {
    world.portal[when] = (request, path) => {
      if (`${request.method} ${path}` !== post) return undefined;
      world.portal[when] = undefined;
      return answer(request);
    };
  };
  beforeEach(() => begin());

  it("“you will need to enter the validation code”: six digits, from a picture that is saved as a file", async () => {
    const { properties } = formOf(asked);
    const pattern = new RegExp(properties["code"]?.pattern ?? "", "u");
    for (const good of ["417001", "000000"]) assert.match(good, pattern);
    for (const bad of ["41700", "4170011", "41700a", ""]) assert.doesNotMatch(bad, pattern);
    const { name, path } = sentence(asked, "digisign.code.picture").args ?? {};
    assert.equal(path, `/documentsFolder/${name}`);
    assert.match(String(name), /^DigiSign-20261120-093000-[0-9a-f]{8}\.png$/);
    assert.equal(
      bytesOf(world.files.saved(String(name)) ?? "").toString(),
      `PNG of ${world.portal.code}`,
    );
  });

  it("sends what was confirmed, with the reference that was chosen before", async () => {
    await type();
    const { certificate, csr, code, csrf, ...fields } = world.portal.orders[0]?.fields ?? {};
    assert.deepEqual(fields, {
      reference: "ana-main-1",
      issuingDate: "2026-11-20",
      email: "ana@exemplu.example",
      phone: "+40 21 555 0100",
      organization: "Exemplu S.R.L.",
      locality: "Bucuresti",
      country: "RO",
    });
    assert.match(fromBase64((certificate as { content: string }).content), /BEGIN CERTIFICATE/);
    assert.match(fromBase64((csr as { content: string }).content), /^REQUEST /);
    assert.ok(code !== undefined && csrf !== undefined);
    assert.deepEqual(renewal.output(Order), {
      number,
      reference: "ana-main-1",
      issuingDate: "2026-11-20",
      placedAt: world.clock.time,
      way: "portal",
    });
    assert.deepEqual(world.notes.get("order")?.[0]?.args, { number });
  });

  it("sends no request for the same key", async () => {
    await begin({ key: "same" });
    await type();
    assert.equal(world.portal.orders[0]?.fields["csr"], undefined);
    assert.equal(world.portal.orders[0]?.spkiHash, world.certificate.spkiHash);
  });

  it("a wrong code shows a new picture under a new name; nothing is ordered and nothing lost", async () => {
    const rest = await type("111111");
    assert.equal(refusedWith(rest), "digisign.code.wrong");
    assert.notEqual(shown(waitOf(rest))["picture"], shown(waitOf(asked))["picture"]);
    assert.equal(world.files.names().filter((name) => name.endsWith(".png")).length, 2);
    assert.equal(world.portal.orders.length, 0);
    await type(world.portal.code, rest);
    assert.equal(world.portal.orders.length, 1);
    assert.equal(world.token.pinsEntered, 3, "select, key and request: none is asked for again");
  });

  it("the session survives while the host runs, however long the person takes", async () => {
    world.clock.advance(3 * 3_600_000);
    await type();
    assert.equal(renewal.output(Order).number, number);
  });

  it("and in another process, where the visit goes on with its cookies", async () => {
    world.portal.endProcess();
    await type();
    assert.equal(renewal.output(Order).number, number);
  });

  it("when the portal has ended the session the code is asked for again, and it is said why", async () => {
    world.portal.forgetSessions();
    const rest = await type();
    assert.equal(refusedWith(rest), "digisign.code.session-gone");
    assert.equal(world.portal.orders.length, 0);
    await type(world.portal.code, rest);
    assert.equal(world.portal.orders.length, 1);
  });

  it("a code of a picture that was never shown is asked for again, and not sent", async () => {
    const rest = await world.give(renewal, "code", { code: "123456", picture: 7 });
    assert.equal(refusedWith(rest), "digisign.code.session-gone");
    assert.equal(sends(), 0);
    assert.equal(renewal.openEffect(), undefined);
  });

  describe("the date is held against the clock before anything is sent", () => {
    it("when the code comes days later", async () => {
      world.clock.setInBucharest("2026-11-23T09:00");
      const rest = await type();
      assert.equal(refusedWith(rest), "digisign.date.past");
      assert.equal(sends(), 0);
      assert.ok(said(rest).includes("digisign.date.bounds"));
      const code = await world.give(renewal, "date", { date: "2026-11-24" });
      assert.equal(renewal.ended.has("order") || waitOf(code).key === "code", true);
      await person.carryOn(renewal, next);
      assert.equal(world.portal.orders[0]?.issuingDate, "2026-11-24");
      assert.equal(renewal.output(Order).issuingDate, "2026-11-24");
    });

    it("when the picture is to be shown", async () => {
      world = new World();
      renewal = world.begin();
      person = new Person(world);
      await person.carryOnUntilDone(renewal, "create-request");
      world.clock.setInBucharest("2026-11-23T09:00");
      assert.equal(refusedWith(await world.run(renewal)), "digisign.date.past");
      assert.deepEqual(world.portal.seen, []);
    });

    it("and stops where no day is left at all", async () => {
      world.clock.setInBucharest("2026-12-10T09:00");
      assert.equal(failedWith(await type()), "digisign.no-date-left");
      assert.equal(sends(), 0);
    });

    it("and the portal’s own refusal of a date asks for another", async () => {
      answerOnce("next", (request) => refusal(request, 400, "date.not-a-business-day"));
      const rest = await type();
      assert.equal(refusedWith(rest), "digisign.date.refused");
      await world.give(renewal, "date", { date: "2026-11-25" });
      await person.carryOn(renewal, next);
      assert.equal(renewal.output(Order).issuingDate, "2026-11-25");
    });
  });

  describe("an order whose answer was lost", () => {
    for (const [how, answer] of [
      ["500", (request: HttpRequest) => html(request, 500, "oops")],
      ["reset", () => new PerennialError("http.connection-lost", { host: "h" }, { retry: {} })],
      ["cut off", () => new PerennialError("http.truncated", { host: "h" }, { retry: {} })],
      ["too late", () => new PerennialError("http.timeout", { host: "h" }, { retry: {} })],
    ] as const) {
      it(`is found, not placed twice: ${how}`, async () => {
        answerOnce("loseAnswer", answer);
        assert.equal((await type()).state, "failed");
        assert.equal(world.portal.orders.length, 1);
        await world.run(renewal);
        assert.equal(renewal.output(Order).number, number);
        assert.equal(sends(), 1);
      });
    }

    it("is found days later too, when its date would not be taken any more", async () => {
      answerOnce("loseAnswer", (request) => html(request, 500, "oops"));
      await type();
      world.clock.setInBucharest("2026-11-25T09:00");
      await world.run(renewal);
      assert.equal(renewal.output(Order).issuingDate, "2026-11-20");
      assert.equal(renewal.output(Order).placedAt, "2026-11-20T09:30:00.000Z");
    });

    it("that did not arrive is placed, with the same code if it still counts", async () => {
      answerOnce("next", (request) => html(request, 500, "oops"));
      assert.equal((await type()).state, "failed");
      await world.run(renewal);
      assert.equal(world.portal.orders.length, 1);
      assert.ok(renewal.ended.has("order"));
    });

    it("is not placed while nobody can look whether it arrived", async () => {
      answerOnce("loseAnswer", (request) => html(request, 500, "oops"));
      await type();
      world.portal.next = (request) => html(request, 500, "down");
      assert.equal(failedWith(await world.run(renewal)), "digisign.portal-unexpected");
      assert.equal(sends(), 1);
      world.portal.next = undefined;
      await world.run(renewal);
      assert.equal(sends(), 1);
      assert.ok(renewal.ended.has("order"));
    });

    it("is not taken for ours when it is for another certificate", async () => {
      answerOnce("loseAnswer", (request) => html(request, 500, "oops"));
      await type();
      world.portal.next = (request, path) =>
        path.includes("?reference=")
          ? json(request, 200, {
              orders: [
                { number, certificateSha256: "0".repeat(64), spkiHash: "0", issuingDate: "x" },
              ],
            })
          : undefined;
      assert.equal(failedWith(await world.run(renewal)), "digisign.order-for-other-certificate");
      assert.equal(sends(), 1);
    });
  });

  it("an order of ours that the portal calls a duplicate is ours", async () => {
    answerOnce("loseAnswer", (request) => refusal(request, 409, "order.duplicate", number));
    await type();
    assert.equal(renewal.output(Order).number, number);
  });

  it("another’s open order for the certificate stops it, by its number", async () => {
    answerOnce("next", (request) => refusal(request, 409, "order.duplicate", "RC-2026-000007"));
    const rest = await type();
    assert.equal(failedWith(rest), "digisign.order.duplicate");
    assert.ok(rest.state === "failed" && rest.error.params["detail"] === "RC-2026-000007");
    assert.equal(renewal.effects.get("order"), undefined, "nothing was ordered");
  });

  for (const [status, code, expected] of [
    [400, "order.missing-field", "digisign.order.missing-field"],
    [400, "certificate.unreadable", "digisign.certificate.unreadable"],
    [400, "certificate.not-ours", "digisign.certificate.not-ours"],
    [400, "certificate.expired", "digisign.certificate.expired"],
    [400, "certificate.too-late", "digisign.certificate.too-late"],
    [400, "csr.unreadable", "digisign.csr.unreadable"],
    [400, "csr.bad-signature", "digisign.csr.bad-signature"],
    [400, "csr.weak-key", "digisign.csr.weak-key"],
    [400, "csr.subject-mismatch", "digisign.csr.subject-mismatch"],
    [409, "csr.key-reused", "digisign.csr.key-reused"],
    [413, "request.too-large", "digisign.portal-refused"],
    [415, "request.not-a-form", "digisign.portal-refused"],
    [400, "something.new", "digisign.portal-refused"],
  ] as const) {
    it(`${status} ${code} is a refusal: certain, and said as ${expected}`, async () => {
      answerOnce("next", (request) => refusal(request, status, code));
      const rest = await type();
      assert.equal(failedWith(rest), expected);
      assert.equal(rest.state === "failed" && rest.error.effect, "none");
      assert.equal(renewal.effects.get("order"), undefined);
    });
  }

  it("a busy portal has ordered nothing, and is asked again later", async () => {
    answerOnce("next", () => {
      return new PerennialError("http.busy", { host: "h" }, { retry: { after: 5 } });
    });
    const rest = await type();
    assert.ok(rest.state === "failed" && rest.error.retry?.after === 5);
    assert.equal(rest.error.effect, "none");
    await world.run(renewal);
    assert.equal(world.portal.orders.length, 1);
  });

  it("a page without form, token or picture is said to have changed", async () => {
    for (const page of [
      "<p>Welcome</p>",
      '<input type="hidden" name="csrf" value="x">',
      '<img class="validation" src="/portal/renewal/code.png">',
    ]) {
      await begin();
      world.portal.next = (request, path) =>
        path === "portal/renewal" ? html(request, 200, page) : undefined;
      assert.equal(failedWith(await type("111111")), "digisign.portal-changed");
    }
  });

  for (const key of [/^code-picture:/, /^order$/]) {
    for (const at of ["before-perform", "after-perform"] as const) {
      it(`a crash ${at} of ${key} orders once`, async () => {
        world = new World();
        renewal = world.begin();
        person = new Person(world);
        renewal.crash = { key, at };
        const { rest, crashes } = await person.carryOnAfterCrashes(renewal, next);
        assert.equal(crashes, 1);
        assert.notEqual(rest.state, "failed");
        assert.equal(world.portal.orders.length, 1);
        assert.equal(sends(), 1);
      });
    }
  }

  it("a crash after the order, in another process, finds it without asking for a code", async () => {
    renewal.crash = { key: /^order$/, at: "after-perform" };
    await assert.rejects(type(), Crashed);
    world.portal.forgetSessions();
    await world.run(renewal);
    assert.equal(renewal.output(Order).number, number);
    assert.equal(sends(), 1);
  });
});
