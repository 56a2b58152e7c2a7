import assert from "node:assert/strict";
import { Finish } from "./steps/finish.js";
import { Order } from "./steps/order.js";
import { SendIdentity } from "./steps/send-identity.js";
import { UpdateToken } from "./steps/update-token.js";
import { fromBase64 } from "./testing/hash.js";
import { Person } from "./testing/person.js";
import { World } from "./testing/world.js";

const number = "RC-2026-000123";

describe("A whole renewal", () => {
  let world: World;
  let person: Person;
  beforeEach(() => {
    world = new World();
    person = new Person(world);
    person.instead.set("date", () => ({ date: "2026-11-27" }));
  });

  it("through the portal asks for each thing once, and sends each of the four once", async () => {
    const renewal = world.begin();
    assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    const answered = person.answered.map((line) => line.replace(/:[0-9a-f]{64}$/, ""));
    assert.deepEqual(answered, [
      "select-certificate certificate",
      "choose-date date",
      "confirm-application subject",
      "order code",
      "receive-documents declaration",
      "receive-documents contract",
      "receive-documents terms",
      "receive-documents proforma",
      "pay paid",
      "send-declaration sign",
      "send-contract sign",
      "send-terms sign",
      "send-identity identity",
      "send-identity sign",
      "review review",
      "review review",
      "receive-certificate issuing-date",
      "receive-certificate issued",
      "update-token install",
      "replug remove-token",
      "replug token",
    ]);
    assert.deepEqual(world.portal.acknowledged, [
      `declaration Declaratie_${number}.pdf`,
      `contract Contract_${number}.pdf`,
      `terms Termeni_${number}.pdf`,
      "identity CI Ana.png.p7m",
    ]);
    assert.deepEqual(world.signatures.made, [
      `Declaratie_${number}.pdf pades`,
      `Contract_${number}.pdf pades`,
      `Termeni_${number}.pdf pades`,
      "CI Ana.png cades-attached",
    ]);
    assert.equal(world.keys.generated.length, 1);
  });

  it("keeps what was signed with its receipt, and the certificate", async () => {
    const renewal = world.begin();
    await person.carryOn(renewal);
    const names = world.files.names().filter((name) => name.includes(number));
    assert.deepEqual(names, [
      `declaration-${number}-signed.pdf`,
      `declaration-${number}-receipt.json`,
      `contract-${number}-signed.pdf`,
      `contract-${number}-receipt.json`,
      `terms-${number}-signed.pdf`,
      `terms-${number}-receipt.json`,
      `identity-${number}-signed.png.p7m`,
      `identity-${number}-receipt.json`,
      `certificate-${number}.cer`,
    ]);
    const receipt = JSON.parse(
      fromBase64(world.files.saved(`identity-${number}-receipt.json`) ?? ""),
    ) as Readonly<Record<string, unknown>>;
    assert.equal(receipt["order"], number);
    assert.equal(receipt["receipt"], "D-000004");
    assert.equal(receipt["kind"], "identity");
    assert.deepEqual(receipt["signed"], renewal.output(SendIdentity).signed);
    const { sha256, serial } = world.certificate;
    assert.deepEqual(receipt["certificate"], { sha256, serial, holder: "Ana Popescu" });
  });

  it("without a folder for documents keeps them in the export folder", async () => {
    const renewal = world.begin({ documentsFolder: "" });
    assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    assert.deepEqual(world.files.names(), []);
    assert.ok(world.files.names("exports").includes(`terms-${number}-signed.pdf`));
  });

  for (const [way, key] of [
    ["portal", "new"],
    ["portal", "same"],
    ["assisted", "new"],
  ] as const) {
    it(`(${way}, ${key} key) proves the new pair, and the old one is there, works and is named`, async () => {
      const renewal = world.begin({ way, key });
      assert.deepEqual(await person.carryOn(renewal), { state: "done" });
      const { sha256, oldProven } = renewal.output(Finish);
      assert.ok(oldProven);
      assert.notEqual(sha256, world.certificate.sha256);
      assert.deepEqual(
        world.token.certificates.map((one) => one.sha256),
        [world.certificate.sha256, sha256],
      );
      assert.deepEqual(world.certificates.calls.slice(-3), ["install", "prove", "prove"]);
      const keyId = world.token.keyOf(world.certificate)?.id;
      assert.equal(renewal.output(UpdateToken).keyId === keyId, key === "same");
      const notes = world.notes.get("finish") ?? [];
      assert.deepEqual(
        notes.map((note) => note.key),
        ["digisign.done", "digisign.old-kept", "digisign.keep", "digisign.contact"],
      );
      assert.equal(notes[1]?.args?.["serial"], world.certificate.serial);
    });
  }

  it("with assistance tells each click, takes each answer, and touches no portal", async () => {
    const renewal = world.begin({ way: "assisted" });
    assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    assert.deepEqual(person.answered, [
      "select-certificate certificate",
      "choose-date date",
      "confirm-application subject",
      "order order",
      "receive-documents declaration",
      "receive-documents contract",
      "receive-documents terms",
      "receive-documents proforma",
      "pay paid",
      "send-declaration send:declaration:1",
      "send-contract send:contract:1",
      "send-terms send:terms:1",
      "send-identity identity",
      "send-identity send:identity:1",
      "review review-1",
      "receive-certificate issuing-date",
      "receive-certificate notified",
      "update-token updated",
      "update-token certificate",
      "update-token install",
      "replug remove-token",
      "replug token",
    ]);
    assert.deepEqual(world.portal.seen, []);
    assert.deepEqual(world.signatures.made, [], "DigiSigner ONE signs");
    assert.equal(renewal.output(Order).number, number);
    assert.ok(world.files.names().includes(`contract-${number}.pdf`));
    assert.ok(world.files.names().includes(`contract-${number}-receipt.json`));
  });
});
