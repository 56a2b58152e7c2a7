import assert from "node:assert/strict";
import { verify, X509Certificate } from "node:crypto";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { PerennialError } from "@perennial/api";
import {
  AtrModules,
  PcscdCards,
  pcscdSocket,
  type FoundToken,
  type TokenServices,
} from "@perennial/hardware";
import { temporaryHome, type TemporaryHome } from "../../harness/index.js";
import { makePivKey, requireRig, VirtualReader, type PivKey, type VirtualCard } from "../index.js";
import { openModules, Person } from "./card-desk.js";

const pin = "123456";
/** OpenSC shows a PIV card as one token, and its keys by these CKA_IDs. */
const ids = { "9A": "01", "9C": "02" } as const;
/** Milliseconds in which the world has to know of a card. */
const soon = 2_000;

describe("A card in a reader", function () {
  this.timeout(120_000);
  this.slow(10_000);
  let keys: { readonly "9A": PivKey; readonly "9C": PivKey };
  let home: TemporaryHome;

  before(async function () {
    requireRig(this, VirtualReader.missing());
    home = await temporaryHome("cards");
    keys = {
      "9A": await makePivKey("P-256", "Authentication"),
      "9C": await makePivKey("RSA-2048", "Signature"),
    };
  });
  after(() => home?.remove());

  async function withReader(
    action: (reader: VirtualReader, services: TokenServices) => Promise<void>,
  ): Promise<void> {
    await using reader = await VirtualReader.open();
    const services = await openModules(home.file(`home-${reader.pid}`), [reader.modulePath], {
      env: reader.environment,
    });
    try {
      await action(reader, services);
    } finally {
      services.modules.end();
    }
  }

  async function insertedCard(reader: VirtualReader): Promise<VirtualCard> {
    const card = await reader.piv({ keys });
    await card.insert();
    return card;
  }

  const spki = (slot: "9A" | "9C"): Buffer =>
    new X509Certificate(keys[slot].certificate).publicKey.export({ type: "spki", format: "der" });

  async function present(services: TokenServices): Promise<FoundToken> {
    const end = performance.now() + 30_000;
    for (;;) {
      const { tokens } = await services.modules.list();
      const [token] = tokens.filter(({ identity }) => identity.spkiHashes.length > 0);
      if (token !== undefined) return token;
      if (performance.now() > end) throw new Error("the card was not seen");
      await delay(50);
    }
  }

  const matchOf = ({ view }: FoundToken) => ({ label: view.label });

  it("is seen to come and go within two seconds, while a watch runs", () =>
    withReader(async (reader, services) => {
      const card = await reader.piv({ keys });
      const told: { readonly event: string; readonly at: number }[] = [];
      let wake: () => void = () => undefined;
      const watch = services.modules.watch((change) => {
        if (change.event !== "failed" && change.token.identity.spkiHashes.length > 0) {
          told.push({ event: change.event, at: performance.now() });
          wake();
        }
      });
      try {
        for (let round = 0; round < 3; round += 1) {
          for (const event of ["inserted", "removed"] as const) {
            const count = told.length;
            const seen = new Promise<void>((resolve) => (wake = resolve));
            const began = performance.now();
            await (event === "inserted" ? card.insert() : card.remove());
            await seen;
            assert.equal(told[count]?.event, event);
            const took = (told[count]?.at ?? Infinity) - began;
            assert.ok(took < soon, `${event} after ${took} ms`);
          }
        }
      } finally {
        watch.end();
      }
    }));

  it("that is pulled out in the middle of a signature fails it, and signs when it is back", () =>
    withReader(async (reader, services) => {
      const card = await insertedCard(reader);
      const match = matchOf(await present(services));
      const person = new Person(pin, pin);
      const store = services.keys(match, person);
      const signer = await store.signer(ids["9A"]);
      await signer.sign(Buffer.from("before"), "sha256");
      assert.equal(person.questions.length, 1);

      await card.duringSignature({ remove: true });
      const began = performance.now();
      await assert.rejects(signer.sign(Buffer.from("lost"), "sha256"), (error) => {
        assert.ok(PerennialError.is(error));
        assert.equal(error.code, "token.removed");
        return true;
      });
      assert.ok(performance.now() - began < soon);
      await assert.rejects(store.find(ids["9A"]), PerennialError);

      await card.duringSignature({});
      await card.insert();
      await present(services);
      // What was lost with the card is the login: the first to need it says so, and asks when resumed.
      await assert.rejects(signer.sign(Buffer.from("x"), "sha256"), { code: "token.session-lost" });
      assert.equal(person.questions.length, 1);
      const again = await store.signer(ids["9A"]);
      assert.deepEqual(Buffer.from(again.spki), spki("9A"));
      const signature = await again.sign(Buffer.from("after"), "sha256");
      assert.equal(person.questions.length, 2);
      const { publicKey } = new X509Certificate(keys["9A"].certificate);
      const how = { key: publicKey, dsaEncoding: "ieee-p1363" } as const;
      assert.ok(verify("sha256", Buffer.from("after"), how, signature));
      assert.equal((await card.status()).signatures, 2);
    }));

  it("is waited for, also when it is taken out and put in again", () =>
    withReader(async (reader, services) => {
      const card = await insertedCard(reader);
      const match = matchOf(await present(services));
      const removed = services.modules.waitFor("removed", match);
      const reinserted = services.modules.waitFor("reinserted", match);
      await services.modules.waitFor("inserted", match);
      await card.remove();
      await removed;
      await card.insert();
      await reinserted;
      await services.modules.waitFor("inserted", match);
    }));

  it("with a key that always asks for its PIN gets one for each signature, and no other", () =>
    withReader(async (reader, services) => {
      const card = await insertedCard(reader);
      const match = matchOf(await present(services));
      const person = new Person(pin, pin, pin);
      const signer = await services.keys(match, person).signer(ids["9C"]);
      const before = (await card.status()).verify;
      for (const text of ["one", "two"]) {
        const signature = await signer.sign(Buffer.from(text), "sha256");
        const { publicKey } = new X509Certificate(keys["9C"].certificate);
        assert.ok(verify("sha256", Buffer.from(text), publicKey, signature));
      }
      assert.deepEqual(
        person.questions.map(({ pin: asked }) => asked.use),
        ["login", "signature", "signature"],
      );
      const { signatures, verify: sent, left } = await card.status();
      assert.deepEqual([signatures, left], [2, 3]);
      // The driver may show a card the PIN that it was given more than once; never a wrong one.
      assert.ok(sent - before >= 3);
    }));

  it("counts one wrong try of a wrong PIN, and nothing of the next call", () =>
    withReader(async (reader, services) => {
      const card = await insertedCard(reader);
      const match = matchOf(await present(services));
      const store = services.keys(match, new Person("000000"));
      await assert.rejects(store.login(), { code: "token.pin-wrong" });
      await assert.rejects(store.login(), { code: "token.pin-not-given" });
      assert.equal((await card.status()).left, 2);
    }));

  it("is known by its answer to reset, beside one that says nothing", () =>
    withReader(async (reader) => {
      const atr = Buffer.from("3b7f96000080318065b084413df6120ffe829000", "hex");
      const [vendors, stranger] = [await reader.unsupported(0, atr), await reader.unsupported(1)];
      const cards = new PcscdCards(pcscdSocket(reader.environment));
      assert.deepEqual(await cards.read(), []);
      await vendors.insert();
      await stranger.insert();
      const end = performance.now() + 30_000;
      while ((await cards.read()).length < 2 && performance.now() < end) await delay(50);
      assert.deepEqual(
        (await cards.read()).map((card) => card.atr.equals(atr)),
        [true, false],
      );
      const { modules } = await new AtrModules(cards, "linux", {}, ["/opt/lib"]).read();
      assert.deepEqual(
        modules.map(({ name, path }) => [name, path]),
        [
          ["SafeNet IDPrime", "/usr/lib/libIDPrimePKCS11.so"],
          ["SafeNet IDPrime", "/opt/lib/libIDPrimePKCS11.so"],
        ],
      );
      await vendors.remove();
      while ((await cards.read()).length > 1 && performance.now() < end) await delay(50);
      assert.equal((await cards.read()).length, 1);
    }));

  it("is used beside one that no module knows", () =>
    withReader(async (reader, services) => {
      const stranger = await reader.unsupported();
      await stranger.insert();
      const card = await insertedCard(reader);
      const match = matchOf(await present(services));
      const store = services.keys(match, new Person(pin));
      const signer = await store.signer(ids["9A"]);
      await signer.sign(Buffer.from("beside"), "sha256");
      await stranger.remove();
      await signer.sign(Buffer.from("alone"), "sha256");
      await stranger.insert();
      await signer.sign(Buffer.from("beside again"), "sha256");
      const { modules, tokens } = await services.modules.list();
      assert.equal(modules[0]?.problem, undefined);
      assert.equal(tokens.filter(({ identity }) => identity.spkiHashes.length > 0).length, 1);
      assert.equal((await card.status()).signatures, 3);
    }));
});
