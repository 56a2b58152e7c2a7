import assert from "node:assert/strict";
import { GenerateKeys } from "./steps/generate-keys.js";
import { InstallConfiguration } from "./steps/install-configuration.js";
import { OrderCertificate } from "./steps/order-certificate.js";
import { ReceiveCertificate } from "./steps/receive-certificate.js";
import { SaveRequest } from "./steps/save-request.js";
import { Person } from "./testing/person.js";
import { World } from "./testing/world.js";

describe("A whole renewal", () => {
  let world: World;
  let person: Person;
  beforeEach(() => {
    world = new World();
    person = new Person(world);
  });

  it("of a business contract through the portals asks eight times and submits each thing once", async () => {
    const renewal = world.beginOne({ way: "portal" });
    assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    assert.deepEqual(person.answered, [
      "confirm-personal-data subject",
      "generate-keys entropy",
      "receive-certificate certificate",
      "upload-certificate password-1",
      "receive-configuration configuration",
      "install-configuration install",
      "send-report send-report",
      "back-up back-up",
    ]);
    const { portals, keys } = world;
    assert.equal(portals.orders.length, 1);
    assert.equal(portals.uploads.length, 1);
    assert.equal(portals.reports.length, 1);
    assert.equal(portals.declarations.length, 0);
    assert.equal(keys.generated.length, 1);
    assert.equal(renewal.output(OrderCertificate).number, "1234");
  });

  it("of a business contract with assistance tells the person each page and takes each file", async () => {
    const renewal = world.beginOne();
    assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    assert.deepEqual(person.answered, [
      "confirm-personal-data subject",
      "generate-keys entropy",
      "order-certificate order",
      "receive-certificate certificate",
      "upload-certificate upload-1",
      "receive-configuration configuration",
      "install-configuration install",
      "send-report send-report",
      "send-report report-sent",
      "back-up back-up",
    ]);
    assert.equal(world.portals.seen.length, 0);
    assert.equal(renewal.output(OrderCertificate).number, "1234");
    assert.deepEqual(world.files.names(), [
      "9999XXXXX_MAIN_20261120-093000.pem",
      "1234.DER.txt",
      "sofie.9999XXXXX.20261120093000.config.MAIN",
      "sofie.9999XXXXX.MAIN.20261120093000.report.json",
    ]);
  });

  it("with its key on a token asks for no entropy, and says that no backup holds the key", async () => {
    const place = "pkcs11:token=LuxTrust%20card";
    const renewal = world.beginOne({ way: "portal", keyPlace: place });
    const rest = await person.carryOn(renewal, "back-up");
    assert.ok(rest.state === "waiting", JSON.stringify(rest));
    assert.ok(!person.answered.includes("generate-keys entropy"));
    assert.equal(renewal.output(GenerateKeys).place, place);
    assert.ok(world.notes.get("MAIN generate-keys")?.includes("key.on-token"));
    const told = rest.wait.instructions?.map(({ key }) => key);
    assert.ok(told?.includes("luxtrust.back-up.token"), JSON.stringify(told));
    assert.deepEqual(await person.carryOn(renewal), { state: "done" });
  });

  for (const way of ["portal", "assisted"] as const) {
    it(`of a S.O.R.T. contract (${way}) has two keys, two orders, and declares CRYPT alone`, async () => {
      const [crypt, transport] = world.begin({ way, contract: "sort" });
      assert.ok(crypt && transport);
      assert.equal((await person.carryOn(crypt)).state, "waiting");
      assert.deepEqual(await person.carryOn(transport), { state: "done" });
      assert.deepEqual(await person.carryOn(crypt), { state: "done" });
      assert.equal(world.keys.generated.length, 2);
      assert.ok(crypt.outputs.has("declare-to-cssf"));
      assert.ok(!transport.outputs.has("declare-to-cssf"));
      const { declarations, orders } = world.portals;
      assert.equal(declarations.length, way === "portal" ? 1 : 0);
      assert.equal(orders.length, way === "portal" ? 2 : 0);
      if (way === "portal") {
        assert.equal(declarations[0]?.spkiHash, crypt.output(GenerateKeys).spkiHash);
      }
    });
  }

  it("installs only what fits the key, and the old certificate and key are not touched", async () => {
    const renewal = world.beginOne();
    await person.carryOn(renewal);
    const { der, sha256 } = renewal.output(ReceiveCertificate);
    assert.deepEqual(world.certificates.installed, [
      { der, keyId: renewal.output(SaveRequest).keyId },
    ]);
    assert.equal(renewal.output(InstallConfiguration).sha256, sha256);
    assert.deepEqual(world.certificates.calls, [
      "chain",
      "chain",
      "prove",
      "chain",
      "prove",
      "install",
    ]);
  });

  it("without a data folder writes into the export folder and backs up the keys alone", async () => {
    const renewal = world.beginOne({ dataFolder: "" });
    assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    assert.equal(world.files.names("dataFolder").length, 0);
    assert.ok(world.files.names("exports").includes("9999XXXXX_MAIN_20261120-093000.pem"));
    const entry = renewal.effects.get("back-up");
    assert.deepEqual(entry?.intent["paths"], []);
    assert.deepEqual(entry?.intent["keyIds"], [renewal.output(GenerateKeys).id, "f".repeat(32)]);
  });
});
