import { PerennialError } from "@perennial/api";
import assert from "node:assert/strict";
import { sentKinds } from "./documents/document-kind.js";
import { Order } from "./steps/order.js";
import { SendDeclaration } from "./steps/send-declaration.js";
import { FakeRenewal, type Crash } from "./testing/fake-renewal.js";
import { waitOf } from "./testing/expect.js";
import { Person } from "./testing/person.js";
import { World } from "./testing/world.js";

const documents = sentKinds.flatMap((kind) => [
  `sign:${kind}:`,
  `save:signed:${kind}:`,
  `upload:${kind}:`,
  `save:receipt:${kind}:`,
]);
const told = sentKinds.flatMap((kind) => [
  `save:document:${kind}:`,
  `upload:${kind}:`,
  `save:receipt:${kind}:`,
]);
/** The effects from the order to the end. */
const effects = {
  portal: ["order$", ...documents, "install:", "save:certificate:", "token-out"],
  assisted: [...told, "install:", "save:certificate:", "token-out"],
} as const;

function begin(way: "portal" | "assisted") {
  const world = new World();
  const person = new Person(world);
  person.instead.set("date", () => ({ date: "2026-11-27" }));
  return { world, person, renewal: world.begin({ way }) };
}

function assertOnce({ portal, signatures, token, certificates }: World, way: string): void {
  const once = way === "portal" ? 1 : 0;
  assert.equal(portal.orders.length, once);
  assert.equal(portal.acknowledged.length, 4 * once);
  assert.ok(signatures.made.length >= 4 * once);
  assert.equal(token.certificates.length, 2, "the new one beside the old one");
  assert.ok(certificates.installed.length >= 1);
}

describe("After a crash nothing is sent twice and nothing is lost", () => {
  for (const way of ["portal", "assisted"] as const) {
    for (const key of effects[way]) {
      for (const at of ["before-perform", "after-perform"] as const) {
        it(`${way}, ${at} of ${key}`, async () => {
          const { world, person, renewal } = begin(way);
          renewal.crash = { key: new RegExp(`^${key}`), at } satisfies Crash;
          const { rest, crashes } = await person.carryOnAfterCrashes(renewal);
          assert.equal(crashes, 1, "the crash came");
          assert.deepEqual(rest, { state: "done" });
          assertOnce(world, way);
        });
      }
    }
  }
});

describe("Every wait is carried over a stop of the process", () => {
  for (const way of ["portal", "assisted"] as const) {
    it(`${way}: it is the same when it is looked at again, and goes on from the journal alone`, async () => {
      const { world, person, renewal } = begin(way);
      let current = renewal;
      for (let turn = 0; turn < 60; turn += 1) {
        const rest = await world.run(current);
        if (rest.state === "done") break;
        const revived = revive(current, world);
        const again = await world.run(revived);
        // Each look at the order's page shows another picture of the validation code.
        if (waitOf(rest).key === "code") assert.equal(waitOf(again).key, "code");
        else assert.deepEqual(again, JSON.parse(JSON.stringify(rest)), "the same wait");
        assert.ok(again.state === "waiting");
        person.respond(revived, again);
        current = revived;
      }
      assert.ok(current.ended.has("finish"));
      assertOnce(world, way);
      assert.equal(current.output(Order).number, "RC-2026-000123");
    });
  }
});

describe("When the acknowledgement of a document is lost", () => {
  const lost = new PerennialError("http.connection-lost", {}, { retry: {} });
  for (const kind of sentKinds) {
    for (const arrived of [true, false]) {
      it(`the ${kind} ${arrived ? "that arrived is found" : "that did not arrive is sent"}, once`, async () => {
        const { world, person, renewal } = begin("portal");
        let losing = true;
        const lose = (request: { method: string }, path: string) => {
          if (!losing || request.method !== "POST" || !path.includes(`/documents/${kind}`)) {
            return undefined;
          }
          losing = false;
          return lost;
        };
        if (arrived) world.portal.loseAnswer = lose;
        else world.portal.next = lose;
        const rest = await person.carryOn(renewal);
        assert.ok(rest.state === "failed" && rest.error.code === "http.connection-lost");
        assert.deepEqual(await person.carryOn(renewal), { state: "done" });
        const posts = world.portal.seen.filter((line) =>
          line.startsWith(`POST signer/orders/RC-2026-000123/documents/${kind}`),
        );
        assert.equal(posts.length, arrived ? 1 : 2);
        assertOnce(world, "portal");
      });
    }
  }

  it("and the journal too, it is found by what DigiSign says when it is sent again", async () => {
    const { world, person, renewal } = begin("portal");
    await person.carryOnUntilDone(renewal, "send-declaration");
    const { receipt, receiptPath } = renewal.output(SendDeclaration);
    // A journal from a backup: the step is not done, and its upload not intended.
    renewal.ended.delete("send-declaration");
    renewal.outputs.delete("send-declaration");
    for (const key of renewal.effects.keys()) {
      if (key.startsWith("upload:declaration")) renewal.effects.delete(key);
    }
    await person.carryOnUntilDone(renewal, "send-declaration");
    assert.equal(renewal.output(SendDeclaration).receipt, receipt);
    assert.equal(renewal.output(SendDeclaration).receiptPath, receiptPath);
    assert.equal(world.portal.acknowledged.length, 1);
  });

  it("and it was sent back before it could be looked up, it is not sent a second time by itself", async () => {
    const { world, person, renewal } = begin("portal");
    renewal.crash = { key: /^upload:identity:/, at: "after-perform" };
    await assert.rejects(person.carryOn(renewal));
    const [order] = world.portal.orders;
    assert.ok(order);
    world.portal.reject(order, "nu este lizibila", ["identity"]);
    await person.carryOnUntilDone(renewal, "send-identity");
    assert.equal(world.portal.acknowledged.length, 4);
    const again = await world.run(renewal);
    assert.match(waitOf(again).key, /^again:identity:/);
    assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    assert.equal(world.portal.acknowledged.length, 5);
  });

  it("has the time that DigiSign tells, or that of the intent if it tells none", async () => {
    const { world, person, renewal } = begin("portal");
    world.portal.loseAnswer = (request) =>
      request.method === "POST" && order() ? lost : undefined;
    const order = () => world.portal.orders[0]?.documents.length === 1;
    assert.equal((await person.carryOn(renewal)).state, "failed");
    world.portal.loseAnswer = undefined;
    world.clock.advance(3_600_000);
    await person.carryOnUntilDone(renewal, "send-declaration");
    assert.equal(renewal.output(SendDeclaration).acknowledgedAt, "2026-11-20T09:30:00.000Z");
  });
});

/** The renewal as another process reads it from the journal. */
function revive(renewal: FakeRenewal, world: World): FakeRenewal {
  const revived = new FakeRenewal(renewal.id, renewal.profile, world.clock);
  const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
  for (const [step, output] of renewal.outputs) revived.outputs.set(step, copy(output));
  for (const step of renewal.ended) revived.ended.add(step);
  for (const [key, answer] of renewal.answers) revived.answers.set(key, copy(answer));
  for (const [key, entry] of renewal.effects) revived.effects.set(key, copy(entry));
  return revived;
}
