import assert from "node:assert/strict";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import { FakeToken } from "../testing/fake-token.js";
import { bucharest } from "../testing/fake-clock.js";
import { failedWith, optionsOf, refusedWith, said, sentence, waitOf } from "../testing/expect.js";
import { World } from "../testing/world.js";

const friday = "2026-11-20T11:30";

describe("PRECHECK: “token in, certificate found, issuer, days left, no proxy; each failed check named with what to do”", () => {
  let world: World;
  let renewal: FakeRenewal;
  /** A token with a certificate that expires then, the only one that is in. */
  const only = (notAfter: string, issuer?: string): FakeToken => {
    const token = new FakeToken("eToken B");
    token.hold("B", { notAfter, ...(issuer === undefined ? {} : { issuer }) });
    world.tokens.inserted = [token];
    return token;
  };
  const refusal = async () => refusedWith(await world.run(renewal));
  beforeEach(() => {
    world = new World();
    renewal = world.begin();
    world.clock.setInBucharest(friday);
  });

  it("goes on to the choice where all is well", async () => {
    const rest = await world.run(renewal);
    assert.equal(waitOf(rest).key, "certificate");
    assert.deepEqual(world.notes.get("precheck"), []);
  });

  it("“at least 3* days remaining”: 2 days 23 hours are refused, and named", async () => {
    only(bucharest("2026-11-23T10:30"));
    const rest = await world.run(renewal);
    assert.equal(refusedWith(rest), "digisign.too-few-days");
    assert.deepEqual(waitOf(rest).refusal?.params, {
      holder: "Ana Popescu",
      token: "eToken B",
      notAfter: bucharest("2026-11-23T10:30"),
      days: 2,
      hours: 23,
      minimum: 3,
    });
  });

  it("exactly three days are enough, a second less is not", async () => {
    only(bucharest("2026-11-23T11:30"));
    assert.equal(waitOf(await world.run(renewal)).key, "certificate");
    renewal = world.begin();
    only(bucharest("2026-11-23T11:29:59"));
    assert.equal(await refusal(), "digisign.too-few-days");
  });

  it("another edition’s threshold counts instead where the profile has it", async () => {
    renewal = world.begin({ minimumDays: 15 });
    only(bucharest("2026-12-05T11:00"));
    assert.equal(await refusal(), "digisign.too-few-days");
    only(bucharest("2026-12-05T11:30"));
    assert.equal(waitOf(await world.run(renewal)).key, "certificate");
  });

  it("the pandemic’s exception takes 2 days 23 hours where the profile switches it on", async () => {
    renewal = world.begin({ shortNotice: true });
    only(bucharest("2026-11-23T10:30"));
    assert.equal(waitOf(await world.run(renewal)).key, "certificate");
  });

  it("with the exception too a business day has to be left", async () => {
    renewal = world.begin({ shortNotice: true });
    only(bucharest("2026-11-20T18:00"));
    assert.equal(await refusal(), "digisign.no-date-left");
  });

  it("an expired certificate is refused", async () => {
    only(bucharest(friday));
    assert.equal(await refusal(), "digisign.expired");
  });

  it("“issued by DIGISIGN S.A.”: another issuer’s is refused by its name", async () => {
    only(bucharest("2027-11-01T10:00"), "CN=CERTSIGN QUALIFIED CA,O=CERTSIGN SA,C=RO");
    const rest = await world.run(renewal);
    assert.equal(refusedWith(rest), "digisign.other-issuer");
    assert.match(String(waitOf(rest).refusal?.params["issuer"]), /CERTSIGN/);
  });

  it("enough days, but no business day among them, is refused", async () => {
    world.clock.setInBucharest("2026-11-21T10:00");
    only(bucharest("2026-11-24T12:00"));
    assert.equal(await refusal(), "digisign.no-date-left");
  });

  it("a token without a certificate is named", async () => {
    world.tokens.inserted = [new FakeToken("empty")];
    const rest = await world.run(renewal);
    assert.equal(refusedWith(rest), "digisign.no-certificate");
    assert.deepEqual(waitOf(rest).refusal?.params, { token: "empty" });
  });

  it("no token: waits for one to be inserted, and says of a proxy at once", async () => {
    world.tokens.inserted = [];
    world.portal.proxyFound = { source: "environment", name: "HTTPS_PROXY", address: "p:3128" };
    const rest = await world.run(renewal);
    const wait = waitOf(rest);
    assert.ok(wait.for === "token" && wait.event === "inserted");
    assert.deepEqual(said(rest), [
      "digisign.insert-token",
      "error.digisign.proxy",
      "error.digisign.proxy.next",
      "digisign.contact",
    ]);
    world.tokens.inserted = [world.token];
    world.portal.proxyFound = null;
    assert.equal(waitOf(await world.run(renewal)).key, "certificate");
  });

  it("no token where the profile names one: waits for that one", async () => {
    renewal = world.begin({ keyPlace: world.token.place });
    world.tokens.inserted = [new FakeToken("another")];
    const wait = waitOf(await world.run(renewal));
    assert.ok(wait.for === "token" && wait.place === world.token.place);
  });

  it("a module that cannot be read is named with the host’s own words", async () => {
    world.tokens.inserted = [];
    world.tokens.problems = [{ code: "token.module-crashed", params: { module: "eTPKCS11" } }];
    const rest = await world.run(renewal);
    assert.deepEqual(sentence(rest, "error.token.module-crashed").args, { module: "eTPKCS11" });
  });

  for (const [pin, code] of [
    ["locked", "digisign.pin-locked"],
    ["not-initialized", "digisign.pin-not-initialized"],
    ["pin-pad", "digisign.pin-pad"],
  ] as const) {
    it(`a PIN that is ${pin} is explained before anybody is asked for it`, async () => {
      world.token.pin = pin;
      assert.equal(await refusal(), code);
      assert.equal(world.token.pinsEntered, 0);
    });
  }

  it("“Please make sure that you are not using a proxy server”: waits for it to be switched off, and looks again", async () => {
    world.portal.proxyFound = { source: "system", name: "ProxyServer", address: "proxy:8080" };
    const rest = await world.run(renewal);
    assert.equal(refusedWith(rest), "digisign.proxy");
    assert.deepEqual(waitOf(rest).refusal?.params, {
      host: "www.digisign.ro",
      source: "system",
      name: "ProxyServer",
      address: "proxy:8080",
    });
    const again = await world.give(renewal, "look-again", true);
    assert.equal(refusedWith(again), "digisign.proxy");
    world.portal.proxyFound = null;
    assert.equal(waitOf(await world.give(renewal, "look-again", true)).key, "certificate");
  });

  it("says all that it found, not the first only, and whom to ask", async () => {
    world.portal.proxyFound = { source: "environment", name: "https_proxy", address: "p:3128" };
    const locked = new FakeToken("locked");
    locked.pin = "locked";
    const late = new FakeToken("late");
    late.hold("late", { notAfter: bucharest("2026-11-22T10:00") });
    world.tokens.inserted = [locked, late];
    const rest = await world.run(renewal);
    assert.equal(sentence(rest, "digisign.precheck").args?.["count"], 3);
    assert.equal(refusedWith(rest), "digisign.proxy");
    assert.deepEqual(said(rest).slice(1), [
      "error.digisign.pin-locked",
      "error.digisign.pin-locked.next",
      "error.digisign.too-few-days",
      "error.digisign.too-few-days.next",
      "digisign.contact",
    ]);
    assert.deepEqual(sentence(rest, "digisign.contact").args, {
      email: "helpdesk@digisign.ro",
      phone: "031.620.2000",
    });
  });

  it("offers first the certificate that ends first, in whatever order the driver lists them", async () => {
    const token = only(bucharest("2027-11-20T10:00"));
    const sooner = token.hold("A", { notAfter: bucharest("2026-12-10T10:00") });
    const [first, ...more] = optionsOf(await world.run(renewal));
    assert.equal(first?.value, sooner.sha256);
    assert.equal(more.length, 1);
  });

  it("goes on with the one certificate that will do, and notes why others will not", async () => {
    const late = new FakeToken("late");
    late.hold("late", { notAfter: bucharest("2026-11-22T10:00") });
    world.tokens.inserted = [late, world.token];
    const rest = await world.run(renewal);
    assert.deepEqual(
      optionsOf(rest).map(({ value }) => value),
      [world.certificate.sha256],
    );
    assert.deepEqual(
      world.notes.get("precheck")?.map(({ key }) => key),
      ["error.digisign.too-few-days"],
    );
  });

  it("says nothing of tokens that are for something else, or for nothing yet", async () => {
    const others = new FakeToken("others");
    others.hold("others", { issuer: "CN=CERTSIGN QUALIFIED CA,O=CERTSIGN SA,C=RO" });
    const unused = new FakeToken("");
    unused.pin = "not-initialized";
    world.tokens.inserted = [world.token, others, unused, new FakeToken("empty")];
    assert.equal(waitOf(await world.run(renewal)).key, "certificate");
    assert.deepEqual(world.notes.get("precheck"), []);
  });

  it("names a token without a label by its model and serial number", async () => {
    const unused = new FakeToken("", "4711");
    unused.pin = "not-initialized";
    world.tokens.inserted = [unused];
    assert.deepEqual(waitOf(await world.run(renewal)).refusal?.params, { token: "eToken 4711" });
  });

  it("refuses a profile whose key is not on a token, before anything else", async () => {
    renewal = world.begin({ keyPlace: "software" });
    assert.equal(failedWith(await world.run(renewal)), "digisign.key-not-on-token");
    assert.deepEqual(world.portal.seen, []);
  });

  it("never changes anything at DigiSign or on the token", async () => {
    await world.run(renewal);
    assert.deepEqual(world.portal.seen, []);
    assert.equal(world.token.pinsEntered, 0);
    assert.deepEqual([...renewal.effects.keys()], []);
  });
});
