import assert from "node:assert/strict";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import { FakeToken } from "../testing/fake-token.js";
import { failedWith, refusedWith, waitOf } from "../testing/expect.js";
import { Person } from "../testing/person.js";
import { World } from "../testing/world.js";

/** The steps that sign with the old key, in order. */
const signing = ["send-declaration", "send-contract", "send-terms", "send-identity"] as const;

describe("Must be refused: tokens", () => {
  let world: World;
  let person: Person;
  let renewal: FakeRenewal;
  beforeEach(() => {
    world = new World();
    person = new Person(world);
    person.instead.set("date", () => ({ date: "2026-11-27" }));
    renewal = world.begin();
  });
  const strangersToken = () => {
    const token = new FakeToken("eToken Ion");
    token.hold("Ion", { subject: "CN=Ion Ionescu,C=RO" });
    return token;
  };
  /** Carries on until the step asks whether to sign, and answers yes. */
  const sayYesIn = async (step: string) => {
    for (;;) {
      const rest = await world.run(renewal, step);
      assert.ok(rest.state === "waiting", JSON.stringify(rest));
      if (rest.step === step && rest.wait.key.startsWith("sign:")) {
        return world.give(renewal, rest.wait.key, true);
      }
      await person.carryOn(renewal, rest.wait.key);
      person.respond(renewal, rest);
    }
  };

  for (const [at, step] of signing.entries()) {
    for (const swapped of [false, true]) {
      it(`“token ${swapped ? "swapped" : "removed"} half way”: ${step} does nothing, and goes on with it`, async () => {
        person.instead.set("pay paid", () => true);
        await person.carryOnUntilDone(renewal, signing[at - 1] ?? "pay");
        world.tokens.inserted = swapped ? [strangersToken()] : [];
        assert.equal(failedWith(await sayYesIn(step)), "token.not-present");
        assert.equal(world.portal.acknowledged.length, at);
        assert.equal(world.signatures.made.length, at);
        world.tokens.inserted = [world.token];
        assert.deepEqual(await person.carryOn(renewal), { state: "done" });
        assert.equal(world.portal.acknowledged.length, 4);
      });
    }
  }

  it("“wrong PIN (never retried by us)”: a signature costs one try, and the next is the person’s", async () => {
    await person.carryOnUntilDone(renewal, "pay");
    const before = world.token.pinsEntered;
    world.token.rightPin = false;
    assert.equal(failedWith(await sayYesIn("send-declaration")), "token.pin-wrong");
    assert.equal(world.token.pinsEntered, before + 1);
    assert.deepEqual(world.portal.acknowledged, []);
    world.token.rightPin = true;
    await person.carryOnUntilDone(renewal, "send-declaration");
    assert.equal(world.portal.acknowledged.length, 1);
  });

  it("“locked PIN”: no try is made", async () => {
    await person.carryOnUntilDone(renewal, "pay");
    const before = world.token.pinsEntered;
    world.token.pin = "locked";
    assert.equal(failedWith(await sayYesIn("send-declaration")), "token.pin-locked");
    assert.equal(world.token.pinsEntered, before);
  });

  describe("at the update, “token in again (days later)”", () => {
    it("it is waited for, and nothing is written meanwhile", async () => {
      await person.carryOnUntilDone(renewal, "receive-certificate");
      world.tokens.inserted = [];
      const wait = waitOf(await world.run(renewal));
      assert.ok(wait.for === "token" && wait.event === "inserted");
      assert.equal(wait.place, world.token.place);
      assert.equal(wait.spkiHash, world.certificate.spkiHash);
      assert.equal(wait.refusal, undefined);
      assert.equal(world.certificates.installed.length, 0);
      world.tokens.inserted = [world.token];
      assert.equal(waitOf(await world.run(renewal)).key, "install");
    });

    it("another one in its place is explained by its holder, also with a blank one beside it", async () => {
      await person.carryOnUntilDone(renewal, "receive-certificate");
      const blank = new FakeToken("");
      world.tokens.inserted = [blank, strangersToken()];
      const { refusal } = waitOf(await world.run(renewal));
      assert.equal(refusal?.code, "digisign.other-token");
      assert.deepEqual(refusal.params, {
        token: "eToken Ana",
        holder: "Ana Popescu",
        other: "eToken Ion",
        found: "Ion Ionescu",
      });
    });

    it("“two tokens in”: the certificate goes to the one that it belongs to", async () => {
      await person.carryOnUntilDone(renewal, "receive-certificate");
      const other = strangersToken();
      world.tokens.inserted = [other, world.token];
      await person.carryOnUntilDone(renewal, "update-token");
      assert.equal(other.certificates.length, 1);
      assert.equal(world.token.certificates.length, 2);
    });
  });

  describe("“not replugged”", () => {
    it("is not believed while the token is in", async () => {
      await person.carryOnUntilDone(renewal, "update-token");
      const asked = waitOf(await world.run(renewal));
      assert.ok(asked.for === "token" && asked.event === "removed");
      assert.equal(asked.refusal, undefined);
      const again = await world.give(renewal, "remove-token", true);
      assert.equal(refusedWith(again), "digisign.not-replugged");
      assert.ok(!renewal.ended.has("replug"));
    });

    it("out is not enough: it has to be in again, and another one is not it", async () => {
      await person.carryOnUntilDone(renewal, "update-token");
      await world.run(renewal);
      world.tokens.inserted = [];
      const out = waitOf(await world.run(renewal));
      assert.ok(out.for === "token" && out.event === "inserted");
      world.tokens.inserted = [strangersToken()];
      assert.equal(refusedWith(await world.run(renewal)), "digisign.other-token");
      world.tokens.inserted = [world.token];
      assert.deepEqual(await world.run(renewal), { state: "done" });
    });

    it("that it was out is remembered over a stop, and a stop alone is no replugging", async () => {
      await person.carryOnUntilDone(renewal, "update-token");
      renewal.crash = { key: /^token-out$/, at: "before-perform" };
      await assert.rejects(world.run(renewal));
      assert.equal(waitOf(await world.run(renewal)).key, "remove-token");
      world.tokens.inserted = [];
      assert.equal(waitOf(await world.run(renewal)).key, "token");
      world.tokens.inserted = [world.token];
      assert.deepEqual(await world.run(renewal), { state: "done" });
    });
  });

  it("“The old certificate and key stay usable until the new pair is proven”, at every rest", async () => {
    const { der } = world.certificate;
    const keyId = world.token.keyOf(world.certificate)?.id ?? "";
    for (let turn = 0; turn < 60; turn += 1) {
      const rest = await world.run(renewal);
      const inserted = world.tokens.inserted;
      world.tokens.inserted = [world.token];
      assert.ok(world.token.certificates.some((one) => one.sha256 === world.certificate.sha256));
      await world.certificates.prove({ der, keyId });
      world.tokens.inserted = inserted;
      if (rest.state === "done") return;
      assert.ok(rest.state === "waiting", JSON.stringify(rest));
      person.respond(renewal, rest);
    }
    assert.fail("the renewal never ends");
  });

  it("an old certificate that somebody removed meanwhile is said, and the renewal is complete", async () => {
    await person.carryOnUntilDone(renewal, "replug");
    world.token.certificates.splice(0, 1);
    assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    assert.equal(world.notes.get("finish")?.[1]?.key, "digisign.old-missing");
  });
});
