import assert from "node:assert/strict";
import type { CurrentCertificate, Permissions } from "@perennial/api";
import { KeysBroker } from "./keys-broker.js";
import { TestWorld } from "./test-support.js";

const ID = "a".repeat(32);
const MAY: Permissions = { keys: ["generate", "sign"] };

describe("Keys for plugins", () => {
  let world: TestWorld;
  beforeEach(async () => {
    world = await TestWorld.open();
  });
  afterEach(() => world.close());
  const broker = (renewal = "r-1", permissions = MAY, run = {}) =>
    world.broker(KeysBroker, permissions, { renewal, ...run });
  const request = { id: ID, algorithm: "ec-p256", label: "MAIN" } as const;

  it("belong to the renewal that made them, on record before they exist", async () => {
    world.keys.set(ID, "in the way");
    await assert.rejects(broker().generate(request), { code: "keys.exists" });
    const [record] = (await world.store.auditLog({ renewal: "r-1" })).slice(-1);
    assert.equal(record?.event, "key.claimed");
    assert.deepEqual(record.data, { key: ID, account: "main" });
  });

  it("are found by their renewal alone", async () => {
    await broker().generate(request);
    assert.equal((await broker().find(ID))?.id, ID);
    await assert.rejects(broker("r-2").find(ID), { code: "keys.not-yours", effect: "none" });
    await assert.rejects(broker("r-2").generate(request), { code: "keys.exists" });
  });

  it("are neither claimed nor made by a run that another engine took over from", async () => {
    const fence = await world.lostFence("r-1");
    await assert.rejects(broker("r-1", MAY, { fence }).generate(request), { code: "store.fenced" });
    assert.equal(world.keys.size, 0);
    assert.deepEqual(await world.store.settings("key-owner:"), {});
  });

  it("may be the current certificate's", async () => {
    world.keys.set(ID, "older");
    const current = { keyId: ID } as CurrentCertificate;
    assert.equal((await broker("r-2", MAY, { current }).find(ID))?.id, ID);
  });

  it("that nobody was going to make do not exist for a plugin, so that find() can say so", async () => {
    world.keys.set(ID, "imported by hand");
    assert.equal(await broker().find(ID), null);
  });

  it("that nobody claimed do not become a plugin's by its trying to make them", async () => {
    world.keys.set(ID, "imported by hand");
    await assert.rejects(broker().generate(request), { code: "keys.exists" });
    await assert.rejects(broker().find(ID), { code: "keys.not-yours" });
    await assert.rejects(broker().generate(request), { code: "keys.exists" });
    await assert.rejects(broker().find(ID), { code: "keys.not-yours" });
  });

  const place = "pkcs11:token=Card";
  const onToken = { ...request, place };
  const chosen = { profile: { keyPlace: place } };

  it("on a token have the token on record before they exist", async () => {
    world.keys.set(ID, "in the way");
    await assert.rejects(broker("r-1", MAY, chosen).generate(onToken), { code: "keys.exists" });
    const record = await world.store.setting(`key-owner:${ID}`);
    assert.equal((record as { place?: string }).place, place);
    const [entry] = (await world.store.auditLog({ renewal: "r-1" })).slice(-1);
    assert.deepEqual(entry?.data, { key: ID, account: "main", place });
    assert.deepEqual(world.looked, [place]);
  });

  it("on a token are told by their public half once they were seen", async () => {
    const made = await broker("r-1", MAY, chosen).generate(onToken);
    const record = await world.store.setting(`key-owner:${ID}`);
    const { label, spkiHash } = record as { label?: string; spkiHash?: string };
    assert.deepEqual([label, spkiHash], ["MAIN", made.spkiHash]);
    await broker().find(ID);
    const seen = (await world.store.auditLog({})).filter(({ event }) => event === "key.seen");
    assert.equal(seen.length, 1);
  });

  it("are made on no token that the profile does not name", async () => {
    const refused = { code: "keys.place-not-chosen", effect: "none" };
    const other = { profile: { keyPlace: "pkcs11:token=Other" } };
    const elsewhere = { profile: { remarks: place } };
    for (const run of [{}, other, elsewhere]) {
      await assert.rejects(broker("r-1", MAY, run).generate(onToken), refused);
    }
    assert.equal(await world.store.setting(`key-owner:${ID}`), undefined);
    assert.deepEqual(world.looked, []);
  });

  it("are made on a token that the profile does not name after the person chose it in this step", async () => {
    const may: Permissions = { ...MAY, tokens: ["read"] };
    const answered = { answers: { place } };
    assert.equal((await broker("r-1", may, answered).generate(onToken)).place, place);
    const refused = { code: "keys.place-not-chosen", effect: "none" };
    const other = { ...onToken, id: "b".repeat(32) };
    const elsewhere = { answers: { place: "pkcs11:token=Other", token: place } };
    await assert.rejects(broker("r-1", may, elsewhere).generate(other), refused);
    await assert.rejects(broker("r-1", MAY, answered).generate(other), refused);
    for (const keyPlace of ["pkcs11:token=Other", "software"]) {
      const named = { ...answered, profile: { keyPlace } };
      await assert.rejects(broker("r-1", may, named).generate(other), refused);
    }
  });

  it("are made on no token that only the plugin's manifest names", async () => {
    const preset = { ...request, place: "pkcs11:token=Preset" };
    await assert.rejects(broker().generate(preset), { code: "keys.place-not-chosen" });
    assert.deepEqual(world.looked, []);
    world.tokens.present.add("Preset");
    const named = { profile: { preset: preset.place } };
    assert.equal((await broker("r-1", MAY, named).generate(preset)).place, preset.place);
  });

  it("stay where they were claimed: another place is another key", async () => {
    world.keys.set(ID, "in the way");
    await assert.rejects(broker().generate(request), { code: "keys.exists" });
    world.keys.delete(ID);
    await assert.rejects(broker("r-1", MAY, chosen).generate(onToken), { code: "keys.exists" });
    assert.equal(world.keys.size, 0);
  });

  it("of the software store may be named as such", async () => {
    const made = await broker().generate({ ...request, place: "software" });
    assert.ok(!("place" in made));
  });

  it("are not made without the permission", async () => {
    const denied = { code: "plugin.permission-denied", effect: "none" };
    await assert.rejects(broker("r-1", { keys: ["sign"] }).generate(request), denied);
    await assert.rejects(broker("r-1", {}).newId(), denied);
    assert.equal(world.keys.size, 0);
  });
});
