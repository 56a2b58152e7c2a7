import assert from "node:assert/strict";
import type { HardwareKeys } from "./hardware-keys.js";
import { KeyPlaces } from "./key-places.js";
import { KeysBroker } from "./keys-broker.js";
import { KeyPort } from "./ports.js";
import { RoutedKeys } from "./routed-keys.js";
import { TestWorld } from "./test-support.js";

const id = "a".repeat(32);
const place = "pkcs11:token=Card";
const other = { code: "token.other-token", effect: "none" };

describe("A key on a token when another token is there", () => {
  let world: TestWorld;
  beforeEach(async () => {
    world = await TestWorld.open();
    const software = () => Promise.reject(new Error("not expected")) as Promise<HardwareKeys>;
    const routed = new RoutedKeys(software, world.tokens.places, new KeyPlaces(world.store));
    world.container.register(KeyPort, { useValue: routed });
    world.tokens.pins = ["123456"];
  });
  afterEach(() => world.close());
  const broker = (at = place, renewal = "r-1") =>
    world.broker(
      KeysBroker,
      { keys: ["generate", "sign"] },
      { renewal, profile: { keyPlace: at } },
    );
  const request = { id, algorithm: "ec-p256", label: "MAIN", place } as const;
  const swap = (serial = "B2", spkiHashes: readonly string[] = []) => {
    world.tokens.identity = { ...world.tokens.identity, serial, spkiHashes };
    world.tokens.keys.clear();
    world.tokens.loggedIn = false;
    world.tokens.asked = 0;
    world.tokens.pins = ["123456"];
  };
  /** As when the host is killed after the token made the key and before that was recorded. */
  const crash = async () => {
    await broker().generate(request);
    const record = (await world.store.setting(`key-owner:${id}`)) as Record<string, never>;
    const { spkiHash: _seen, ...claimed } = record;
    await world.store.setSetting(`key-owner:${id}`, claimed, undefined, world.now);
  };

  it("is recorded with the token as it is before the key is made", async () => {
    await broker().generate(request);
    const record = (await world.store.setting(`key-owner:${id}`)) as { token?: unknown };
    assert.deepEqual(record.token, world.tokens.identity);
  });

  it("is not made a second time after a crash, and no PIN is asked for", async () => {
    await crash();
    swap();
    await assert.rejects(broker().find(id), other);
    await assert.rejects(broker().generate(request), other);
    assert.equal(world.tokens.asked, 0);
    assert.equal(world.tokens.keys.size, 0);
  });

  it("is told with both tokens", async () => {
    await crash();
    swap();
    await assert.rejects(broker().find(id), (error: { params?: object }) => {
      const { wanted, serial, label } = (error.params ?? {}) as Record<string, string>;
      assert.deepEqual([wanted, serial, label], ["A1", "B2", "Card"]);
      return true;
    });
  });

  it("is found again on its own token after a crash", async () => {
    await crash();
    assert.equal((await broker().find(id))?.id, id);
  });

  it("is in doubt for a person, whose word counts, and who is asked once", async () => {
    await crash();
    swap();
    world.tokens.confirms = false;
    await assert.rejects(broker().find(id), other);
    await assert.rejects(broker().find(id), other);
    assert.equal(world.tokens.questions.length, 1);
    const { label, model, wanted, serial } = world.tokens.questions[0] ?? {};
    assert.deepEqual([label, model, wanted, serial], ["Card", "M1", "A1", "B2"]);
    assert.equal(world.tokens.asked, 0);
  });

  it("goes on where the person says that it is the same", async () => {
    await crash();
    swap();
    world.tokens.confirms = true;
    assert.equal(await broker().find(id), null);
  });

  it("that was seen is asked for by its public half alone, under any serial number", async () => {
    const { spkiHash } = await broker().generate(request);
    swap("NEW", [spkiHash]);
    assert.equal(await broker().find(id), null);
    assert.equal(world.tokens.asked, 1);
    swap("NEW", ["7".repeat(64)]);
    world.tokens.confirms = true;
    await assert.rejects(broker().find(id), other);
    assert.equal(world.tokens.asked, 0);
    assert.deepEqual(world.tokens.questions, []);
  });

  const serialPlace = `${place};serial=Z9`;
  const there = { ...request, place: serialPlace };

  it("is not made where the profile names another serial number and nobody is there", async () => {
    await assert.rejects(broker(serialPlace).generate(there), other);
    assert.equal(world.tokens.asked, 0);
    assert.equal(await world.store.setting(`key-owner:${id}`), undefined);
  });

  it("is made where a person confirms the other serial number", async () => {
    world.tokens.confirms = true;
    assert.equal((await broker(serialPlace).generate(there)).place, serialPlace);
    assert.equal(world.tokens.questions.length, 1);
  });

  it("is made under another serial number than the profile's on a token known by its keys", async () => {
    world.tokens.identity = { ...world.tokens.identity, serial: "Z9" };
    const { spkiHash } = await broker(serialPlace).generate(there);
    swap("NEW", [spkiHash]);
    const second = { ...there, id: "b".repeat(32) };
    assert.equal((await broker(serialPlace, "r-2").generate(second)).id, second.id);
  });

  it("is there for a wait only if it is the one that is meant", async () => {
    const { places } = world.tokens;
    assert.equal(await places.isThere({ place, serial: "A1" }), true);
    assert.equal(await places.isThere({ place, serial: "B2" }), false);
    const spkiHash = "5".repeat(64);
    swap("NEW", [spkiHash]);
    assert.equal(await places.isThere({ place, serial: "A1", spkiHash }), true);
    swap("A1", ["7".repeat(64)]);
    assert.equal(await places.isThere({ place, serial: "A1", spkiHash }), false);
  });
});
