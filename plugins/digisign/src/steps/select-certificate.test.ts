import assert from "node:assert/strict";
import { bucharest } from "../testing/fake-clock.js";
import { digisignIssuer } from "../testing/fake-certificates.js";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import { FakeToken } from "../testing/fake-token.js";
import { failedWith, optionsOf, refusedWith, said, sentence, waitOf } from "../testing/expect.js";
import { World } from "../testing/world.js";
import { SelectCertificate } from "./select-certificate.js";

describe("SELECT: “certificate; token password (PIN)”", () => {
  let world: World;
  let renewal: FakeRenewal;
  const choose = () => world.give(renewal, "certificate", world.certificate.sha256);
  beforeEach(() => {
    world = new World();
    renewal = world.begin();
  });

  it("is a choice with one certificate too: nothing is adopted by itself", async () => {
    const rest = await world.run(renewal);
    assert.equal(optionsOf(rest).length, 1);
    assert.deepEqual(world.tokens.adopted, []);
    assert.ok(said(rest).includes("digisign.select.password"));
  });

  it("“Two tokens in: the choice is shown by holder, issuer and expiry”, and by token", async () => {
    const other = new FakeToken("eToken Ion");
    other.hold("Ion", {
      subject: "CN=Ion Ionescu,C=RO",
      notAfter: bucharest("2027-01-15T10:00"),
    });
    world.tokens.inserted = [world.token, other];
    const rest = await world.run(renewal);
    assert.deepEqual(
      optionsOf(rest).map(({ label }) => label.args),
      [
        {
          holder: "Ana Popescu",
          issuer: "DigiSign Qualified CA Test",
          notAfter: "2026-12-11T10:00:00Z",
          token: "eToken Ana",
        },
        {
          holder: "Ion Ionescu",
          issuer: "DigiSign Qualified CA Test",
          notAfter: bucharest("2027-01-15T10:00"),
          token: "eToken Ion",
        },
      ],
    );
    await choose();
    assert.equal(other.pinsEntered, 0, "the other token is left alone");
  });

  it("adopts the key that was chosen and proves it; the password is entered once", async () => {
    await world.run(renewal);
    await choose();
    assert.deepEqual(world.tokens.adopted, [world.certificate.sha256]);
    assert.equal(world.token.pinsEntered, 1);
    assert.deepEqual(renewal.output(SelectCertificate), {
      keyId: world.token.keyOf(world.certificate)?.id,
      place: world.token.place,
      label: "eToken Ana",
      tokenSerial: world.token.serial,
      der: world.certificate.der,
      sha256: world.certificate.sha256,
      spkiHash: world.certificate.spkiHash,
      subject: world.certificate.subject,
      holder: "Ana Popescu",
      issuer: digisignIssuer,
      serial: "0a1b2c",
      notAfter: "2026-12-11T10:00:00Z",
    });
    assert.deepEqual(world.notes.get("select-certificate")?.[0]?.args, {
      holder: "Ana Popescu",
      scheme: "RSASSA-PKCS1-v1_5",
      hash: "SHA-256",
    });
  });

  it("a wrong password is never tried again by itself", async () => {
    world.token.rightPin = false;
    await world.run(renewal);
    const rest = await choose();
    assert.equal(failedWith(rest), "token.pin-wrong");
    assert.ok(rest.state === "failed" && rest.error.retry === undefined, "no retry is asked for");
    assert.equal(world.token.pinsEntered, 1);
    assert.ok(!renewal.ended.has("select-certificate"));
  });

  it("the person may try the right password afterwards, and nothing is chosen anew", async () => {
    world.token.rightPin = false;
    await world.run(renewal);
    await choose();
    world.token.rightPin = true;
    assert.equal(waitOf(await world.run(renewal)).key, "date");
    assert.equal(world.token.pinsEntered, 2);
  });

  it("a locked PIN stops it without another try", async () => {
    await world.run(renewal);
    world.token.pin = "locked";
    assert.equal(failedWith(await choose()), "token.pin-locked");
    assert.equal(world.token.pinsEntered, 0);
  });

  it("says before the password is asked for that few tries, or one, are left", async () => {
    for (const [pin, left] of [
      ["few-tries", "few"],
      ["last-try", "one"],
    ] as const) {
      renewal = world.begin();
      world.token.pin = pin;
      const rest = await world.run(renewal);
      assert.deepEqual(sentence(rest, "digisign.pin-warning").args, { left, token: "eToken Ana" });
    }
  });

  it("the token removed meanwhile is waited for by its key, and the choice is kept", async () => {
    await world.run(renewal);
    world.tokens.inserted = [];
    const rest = await choose();
    assert.equal(refusedWith(rest), "digisign.token-removed");
    const wait = waitOf(rest);
    assert.ok(wait.for === "token" && wait.event === "inserted");
    assert.equal(wait.spkiHash, world.certificate.spkiHash);
    world.tokens.inserted = [world.token];
    assert.equal(waitOf(await world.run(renewal)).key, "date");
  });

  it("another token in its place is not taken, even with the same label", async () => {
    await world.run(renewal);
    const swapped = new FakeToken(world.token.label, world.token.serial);
    swapped.hold("somebody else");
    world.tokens.inserted = [swapped];
    assert.equal(refusedWith(await choose()), "digisign.token-swapped");
    assert.equal(swapped.pinsEntered, 0);
    assert.deepEqual(world.tokens.adopted, []);
  });

  it("a certificate that was not offered is not taken", async () => {
    await world.run(renewal);
    const rest = await world.give(renewal, "certificate", "0".repeat(64));
    assert.equal(refusedWith(rest), "digisign.not-a-candidate");
    assert.equal(optionsOf(rest).length, 1);
  });

  it("a certificate whose key is gone from the token is not renewed", async () => {
    await world.run(renewal);
    world.token.keys.clear();
    assert.equal(failedWith(await choose()), "token.key-not-found");
  });
});
