import { PerennialError } from "@perennial/api";
import assert from "node:assert/strict";
import { FakePartner } from "./partner/testing/fake-partner.js";
import type { CertumProfile } from "./profile.js";
import { ActivationStage } from "./testing/activation-stage.js";
import { FakeRenewal, type Crash } from "./testing/fake-renewal.js";
import { Person } from "./testing/person.js";
import { World } from "./testing/world.js";

/** The effects from the key to the end. */
const own = ["key-id", "generate:", "request:1$", "save-request:"];
const arrived = ["save:0d0e0f.pem$", "save:0d0e0f.cer$", "install:", "back-up$"];
const effects = {
  partner: [...own, "order:1$", "email-code:", ...arrived],
  assisted: [...own, ...arrived],
} as const;
type Kind = keyof typeof effects;

const profiles: { readonly [kind in Kind]: Partial<CertumProfile> } = {
  partner: {
    role: "partner",
    partnerUser: "partner",
    partnerCustomer: "Przykład",
    productCode: "812",
    renewalProductCode: "822",
  },
  assisted: { role: "customer", way: "assisted" },
};

function begin(kind: Kind) {
  const world = new World();
  const partner = new FakePartner(world.clock);
  world.http = partner;
  world.secrets.give("partnerPassword", partner.password);
  const person = new Person(world, kind === "partner" ? partner : undefined);
  return { world, partner, person, renewal: world.begin(profiles[kind]) };
}

type Scene = ReturnType<typeof begin>;

function assertOnce({ world, partner }: Scene, kind: Kind): void {
  assert.equal(partner.orders.length, kind === "partner" ? 1 : 0, "exactly one order");
  assert.equal(world.keys.made.length, 1);
  assert.equal(world.certificates.installed.length, 1);
}

describe("After a crash nothing is ordered twice and nothing is lost", () => {
  for (const kind of ["partner", "assisted"] as const) {
    it(`${kind}: these are all the effects`, async () => {
      const { person, renewal } = begin(kind);
      assert.deepEqual(await person.carryOn(renewal), { state: "done" });
      for (const key of renewal.effects.keys()) {
        assert.ok(
          effects[kind].some((pattern) => new RegExp(`^${pattern}`).test(key)),
          key,
        );
      }
    });

    for (const key of effects[kind]) {
      for (const at of ["before-perform", "after-perform"] as const) {
        it(`${kind}, ${at} of ${key}`, async () => {
          const scene = begin(kind);
          scene.renewal.crash = { key: new RegExp(`^${key}`), at } satisfies Crash;
          const { rest, crashes } = await scene.person.carryOnAfterCrashes(scene.renewal);
          assert.equal(crashes, 1, "the crash came");
          assert.deepEqual(rest, { state: "done" });
          assertOnce(scene, kind);
        });
      }
    }
  }
});

/** From the verified mailbox on; what goes before is in `ways/lost-answers.test.ts`. */
const atThePanel = [...own, "activate:1$", "save:0c0d0e.pem$", "save:0c0d0e.cer$", "install:"];

describe("After a crash an order is activated once at the panel", () => {
  for (const key of atThePanel) {
    for (const at of ["before-perform", "after-perform"] as const) {
      it(`${at} of ${key}`, async () => {
        const stage = new ActivationStage();
        const { world, renewal } = stage;
        const person = new Person(world);
        person.instead.set("certificate", () => void stage.issue());
        renewal.crash = { key: new RegExp(`^${key}`), at };
        const { rest, crashes } = await person.carryOnAfterCrashes(renewal);
        assert.equal(crashes, 1, "the crash came");
        assert.deepEqual(rest, { state: "done" });
        assert.equal(stage.activations.length, 1, "exactly one activation");
        assert.equal(world.keys.made.length, 1);
        assert.equal(world.certificates.installed.length, 1);
      });
    }
  }
});

describe("When the answer of an operation is lost", () => {
  const operations = [
    ...["validateOrderParameters", "quickOrder", "getOrderState", "getEmailVerification"],
    ...["verifyOrder", "getCertificate"],
  ];
  for (const operation of operations) {
    for (const when of ["before", "after"] as const) {
      it(`${operation}, ${when} it was carried out, there is one order in the end`, async () => {
        const scene = begin("partner");
        let losing = true;
        scene.partner[when] = (now) => {
          if (!losing || now !== operation) return undefined;
          losing = false;
          return new PerennialError("http.connection-lost", {}, { retry: { after: 60 } });
        };
        const { rest } = await scene.person.carryOnAfterCrashes(scene.renewal);
        assert.equal(losing, false, "an answer was lost");
        assert.deepEqual(rest, { state: "done" });
        assertOnce(scene, "partner");
      });
    }
  }
});

describe("Every wait is carried over a stop of the process", () => {
  for (const kind of ["partner", "assisted"] as const) {
    it(`${kind}: it is the same when it is looked at again, and goes on from the journal alone`, async () => {
      const scene = begin(kind);
      const { world, person } = scene;
      let current = scene.renewal;
      for (let turn = 0; turn < 40; turn += 1) {
        const rest = await world.run(current);
        if (rest.state === "done") break;
        const revived = revive(current, world);
        const again = await world.run(revived);
        assert.deepEqual(again, JSON.parse(JSON.stringify(rest)), "the same wait");
        assert.ok(again.state === "waiting");
        person.respond(revived, again);
        current = revived;
      }
      assert.ok(current.ended.has("back-up"));
      assertOnce(scene, kind);
    });
  }
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
