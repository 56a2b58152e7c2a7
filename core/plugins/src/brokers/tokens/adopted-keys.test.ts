import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { HardwareKeys } from "../hardware-keys.js";
import { KeyOwnership } from "../key-ownership.js";
import { KeyPlaces } from "../key-places.js";
import { RoutedKeys } from "../routed-keys.js";
import { TestWorld } from "../test-support.js";

const place = "pkcs11:token=Card";
const spki = Buffer.from("a public key");
const spkiHash = createHash("sha256").update(spki).digest("hex");

describe("A key that was adopted", () => {
  let world: TestWorld;
  let routed: RoutedKeys;
  let id: string;
  beforeEach(async () => {
    world = await TestWorld.open();
    const software = () => Promise.reject(new Error("not expected")) as Promise<HardwareKeys>;
    routed = new RoutedKeys(software, world.tokens.places, new KeyPlaces(world.store));
    world.tokens.pins = ["123456"];
    world.tokens.identity = { ...world.tokens.identity, spkiHashes: ["ca", spkiHash] };
    put(spkiHash);
    id = await world.broker(KeyOwnership, {}).adopt({
      place,
      ckaId: "01",
      algorithm: "ec-p256",
      label: "Ana",
      spkiHash,
      token: world.tokens.identity,
      sha256: "0".repeat(64),
    });
  });
  afterEach(() => world.close());
  const put = (hash: string) =>
    world.tokens.keys.set("01", {
      id: "01",
      algorithm: "ec-p256",
      label: "Ana",
      spki: spki.toString("base64"),
      spkiHash: hash,
    });

  it("is found on its token by the identifier that it has there", async () => {
    const key = { id, algorithm: "ec-p256", spki: spki.toString("base64"), spkiHash, place };
    assert.deepEqual(await routed.find(id), key);
    assert.equal(id, spkiHash.slice(0, 32));
  });

  it("gets its new certificate there as well", async () => {
    assert.equal(await routed.keepCertificate({ id, der: "" }), true);
    assert.deepEqual(world.tokens.certificates, ["01 Ana"]);
  });

  it("signs, and no other key that lies under its identifier does", async () => {
    assert.equal((await routed.signer(id)).spki.length, spki.length);
    put("7".repeat(64));
    await assert.rejects(routed.find(id), { code: "token.other-key", effect: "none" });
    await assert.rejects(routed.keepCertificate({ id, der: "" }), { code: "token.other-key" });
    world.tokens.spki = Buffer.from("another");
    await assert.rejects(routed.signer(id), { code: "token.other-key" });
    assert.deepEqual(world.tokens.certificates, []);
  });

  it("has no PIN asked for at another token that only shares its issuer's certificates", async () => {
    world.tokens.identity = { ...world.tokens.identity, spkiHashes: ["ca", "9".repeat(64)] };
    await assert.rejects(routed.find(id), { code: "token.other-token" });
    await assert.rejects(routed.signer(id), { code: "token.other-token" });
    assert.equal(world.tokens.asked, 0);
  });
});
