import assert from "node:assert/strict";
import { OrderCertificate } from "../steps/order-certificate.js";
import { GenerateKeys } from "../steps/generate-keys.js";
import { certificateFile } from "../testing/fake-certificates.js";
import { requestFor } from "../testing/fake-keys.js";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import { hash } from "../testing/hash.js";
import { Person } from "../testing/person.js";
import { World } from "../testing/world.js";
import { assertFailed, assertNothingLost, assertRefused } from "./expect.js";

const done = ["confirm-personal-data", "generate-keys", "save-request"];

describe("Must be refused: requests", () => {
  let world: World;
  let person: Person;
  let renewal: FakeRenewal;
  beforeEach(() => {
    world = new World();
    person = new Person(world);
    renewal = world.beginOne();
  });

  describe("“a certificate for an older CSR”", () => {
    it("is refused by the name of the request it was ordered with", async () => {
      const older = "9999XXXXX_MAIN_20231110-080000.pem";
      world.files.put("dataFolder", older, requestFor("old-key", "Ada Weber").pem);
      await person.carryOn(renewal, "certificate");
      const file = certificateFile({ spkiHash: hash("old-key") });
      const rest = await world.give(renewal, "certificate", world.files.give("7.txt", file));
      const name = "9999XXXXX_MAIN_20261120-093000.pem";
      assertRefused(rest, "certificate", "luxtrust.certificate-for-older-request", { older, name });
      assertNothingLost(renewal, [...done, "order-certificate"]);
      assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    });

    it("is refused as a foreign key's where the older request cannot be read", async () => {
      world.files.put("dataFolder", "9999XXXXX_MAIN_20231110-080000.pem", "damaged");
      await person.carryOn(renewal, "certificate");
      const file = certificateFile({ spkiHash: hash("old-key") });
      const rest = await world.give(renewal, "certificate", world.files.give("7.txt", file));
      assertRefused(rest, "certificate", "luxtrust.certificate-for-foreign-key");
    });

    it("is refused when it belongs to the key in use", async () => {
      await person.carryOn(renewal, "certificate");
      const file = certificateFile({ spkiHash: renewal.current.spkiHash });
      const rest = await world.give(renewal, "certificate", world.files.give("7.txt", file));
      assertRefused(rest, "certificate", "luxtrust.certificate-of-old-key");
    });

    it("is refused from the portal too, and the poll goes on", async () => {
      renewal = world.beginOne({ way: "portal" });
      await person.carryOn(renewal, "certificate");
      const [order] = world.portals.orders;
      assert.ok(order);
      order.state = "complete";
      order.certificate = certificateFile({ spkiHash: renewal.current.spkiHash });
      const rest = await world.run(renewal);
      assertRefused(rest, "certificate", "luxtrust.certificate-of-old-key");
      assert.ok(rest.state === "waiting" && rest.wait.for === "poll");
    });

    it("cannot come about: a newer request in the folder stops the order", async () => {
      await person.carryOn(renewal, "entropy");
      const newer = "9999XXXXX_MAIN_20270101-000000.pem";
      world.files.put("dataFolder", newer, requestFor("other", "Ada Weber").pem);
      const rest = await person.carryOn(renewal);
      assertFailed(rest, "order-certificate", "luxtrust.request-not-newest");
      assertNothingLost(renewal, done);
      world.files.folders.get("dataFolder")?.delete(newer);
      assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    });

    it("is warned of when older requests of the account lie there", async () => {
      world.files.put("dataFolder", "9999XXXXX_MAIN_20231110-080000.pem", "x");
      world.files.put("dataFolder", "9999XXXXX_CRYPT_20231110-080000.pem", "x");
      await person.carryOn(renewal, "order");
      assert.deepEqual(world.notes.get("MAIN save-request"), [
        "luxtrust.request-saved",
        "luxtrust.older-requests",
      ]);
    });
  });

  describe("“a CSR regenerated after the order”", () => {
    for (const way of ["assisted", "portal"] as const) {
      it(`does not take the place of the one that was ordered with (${way})`, async () => {
        renewal = world.beginOne({ way });
        await person.carryOn(renewal, "certificate");
        const ordered = renewal.output(OrderCertificate);
        // The person went back; what was done outside stays journaled.
        renewal.outputs.clear();
        world.clock.advance(60_000);
        const rest = await person.carryOn(renewal, "order");
        assertFailed(rest, "order-certificate", "luxtrust.request-changed-after-order");
        assert.equal(world.portals.orders.length, way === "portal" ? 1 : 0);
        assert.ok(renewal.effects.has("order"));
        assert.equal(ordered.account, "MAIN");
      });
    }

    it("makes a certificate for the earlier request worthless: it is refused until it is settled", async () => {
      await person.carryOn(renewal, "certificate");
      const newer = "9999XXXXX_MAIN_20261121-100000.pem";
      world.files.put("dataFolder", newer, requestFor("newer-key", "Ada Weber").pem);
      const file = world.files.give("1234.txt", person.certificate(renewal));
      const rest = await world.give(renewal, "certificate", file);
      assertRefused(rest, "certificate", "luxtrust.request-superseded", {
        newer: [newer],
        name: "9999XXXXX_MAIN_20261120-093000.pem",
      });
      world.files.folders.get("dataFolder")?.delete(newer);
      assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    });

    it("explains a certificate that fits the regenerated request", async () => {
      await person.carryOn(renewal, "certificate");
      const newer = "9999XXXXX_MAIN_20261121-100000.pem";
      world.files.put("dataFolder", newer, requestFor("newer-key", "Ada Weber").pem);
      const file = certificateFile({ spkiHash: hash("newer-key") });
      const rest = await world.give(renewal, "certificate", world.files.give("7.txt", file));
      assertRefused(rest, "certificate", "luxtrust.request-regenerated-after-order");
    });
  });

  describe("“one CSR of two (sort)”", () => {
    it("waits for the sibling's request before anything is ordered", async () => {
      const [crypt] = world.begin({ contract: "sort", way: "portal" });
      assert.ok(crypt);
      const rest = await person.carryOn(crypt);
      assert.ok(rest.state === "waiting" && rest.wait.for === "step");
      assert.deepEqual(
        { account: rest.wait.account, step: rest.wait.step },
        { account: "TRANSPORT", step: "save-request" },
      );
      assert.equal(world.portals.orders.length, 0);
    });

    it("is refused at the order even if the step before was left out", async () => {
      const [crypt] = world.begin({ contract: "sort", way: "portal" });
      assert.ok(crypt);
      await person.carryOn(crypt);
      crypt.outputs.set("await-sibling-request", undefined);
      assertFailed(await world.run(crypt), "order-certificate", "luxtrust.one-request-of-two");
      assertNothingLost(crypt, done);
      assert.equal(world.portals.orders.length, 0);
    });
  });

  describe("“the other account's certificate”", () => {
    it("is refused by the name of the account it is for", async () => {
      const [crypt, transport] = world.begin({ contract: "sort" });
      assert.ok(crypt && transport);
      await person.carryOn(transport);
      await person.carryOn(crypt, "certificate");
      const { spkiHash } = transport.output(GenerateKeys);
      const file = world.files.give("9.DER.txt", certificateFile({ spkiHash }));
      assertRefused(
        await world.give(crypt, "certificate", file),
        "certificate",
        "luxtrust.certificate-for-other-account",
        { account: "CRYPT", other: "TRANSPORT" },
      );
    });
  });
});
