import assert from "node:assert/strict";
import { failedWith } from "../testing/expect.js";
import { Crashed } from "../testing/fake-renewal.js";
import { Person } from "../testing/person.js";
import { World } from "../testing/world.js";
import { GenerateKeys } from "./generate-keys.js";

describe("The new key: “new key on the token + CSR; same key is an option”", () => {
  const upToOrder = async (world: World, profile: Parameters<World["begin"]>[0]) => {
    const renewal = world.begin(profile);
    await new Person(world).carryOn(renewal, "code", "order");
    return renewal;
  };

  it("is made on the token of the chosen certificate, and asked for with its whole subject", async () => {
    const world = new World();
    const renewal = await upToOrder(world, { algorithm: "rsa-3072" });
    const { id, place, algorithm } = renewal.output(GenerateKeys);
    assert.deepEqual([place, algorithm], [world.token.place, "rsa-3072"]);
    assert.ok(world.token.keys.has(id));
    assert.deepEqual(world.requests.subjects, [{ certificate: world.certificate.der }]);
    assert.ok(world.files.names().includes("ana-main-1.csr.pem"));
  });

  it("is RSA 2048 if nothing is said", async () => {
    const world = new World();
    const renewal = await upToOrder(world, {});
    assert.equal(renewal.output(GenerateKeys).algorithm, "rsa-2048");
  });

  for (const profile of [{ key: "same" }, { way: "assisted" }] as const) {
    it(`is not made with ${JSON.stringify(profile)}`, async () => {
      const world = new World();
      await upToOrder(world, profile);
      assert.deepEqual(world.keys.generated, []);
      assert.deepEqual(world.requests.subjects, []);
    });
  }

  it("is recorded before it is made, and made once, whatever stops in between", async () => {
    for (const key of [/^key-id/, /^generate:/, /^request:/, /^save-request:/]) {
      for (const at of ["before-perform", "after-perform"] as const) {
        const world = new World();
        const renewal = world.begin();
        const person = new Person(world);
        renewal.crash = { key, at };
        await assert.rejects(person.carryOn(renewal, "code"), Crashed);
        await person.carryOn(renewal, "code");
        const id = renewal.effects.get("key-id")?.result;
        assert.deepEqual(world.keys.generated, [id], `${key} ${at}`);
        assert.equal(world.token.keys.size, 2, "the old key is still there");
      }
    }
  });

  it("is not made where the token was removed, and made once it is back", async () => {
    const world = new World();
    const renewal = world.begin();
    const person = new Person(world);
    await person.carryOnUntilDone(renewal, "confirm-application");
    world.tokens.inserted = [];
    assert.equal(failedWith(await world.run(renewal)), "token.not-present");
    assert.deepEqual(world.keys.generated, []);
    world.tokens.inserted = [world.token];
    await person.carryOn(renewal, "code");
    assert.equal(world.keys.generated.length, 1);
  });
});
