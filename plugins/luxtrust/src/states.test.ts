import assert from "node:assert/strict";
import { OrderCertificate } from "./steps/order-certificate.js";
import { InstallConfiguration } from "./steps/install-configuration.js";
import type { FakeRenewal } from "./testing/fake-renewal.js";
import { fromBase64 } from "./testing/hash.js";
import { Person, personalData } from "./testing/person.js";
import { World, type Rest } from "./testing/world.js";

function question(rest: Rest) {
  assert.ok(rest.state === "waiting" && rest.wait.for === "person", JSON.stringify(rest));
  return rest.wait.question;
}
function said(rest: Rest): readonly string[] {
  assert.ok(rest.state === "waiting");
  return [rest.wait.text, ...(rest.wait.instructions ?? [])].map(({ key }) => key);
}

describe("States of the SOFiE renewal", () => {
  let world: World;
  let person: Person;
  let renewal: FakeRenewal;
  beforeEach(() => {
    world = new World();
    person = new Person(world);
    renewal = world.beginOne();
  });

  describe("PERSONAL DATA: “user confirms or corrects”", () => {
    it("“Name [C10], E-mail [C11], Company [C12], Department [C13] optional, City [C14], Country [C15]”", async () => {
      const form = question(await world.run(renewal));
      assert.ok(form.type === "form");
      assert.deepEqual(Object.keys(form.schema.properties), [
        "name",
        "email",
        "company",
        "department",
        "city",
        "country",
      ]);
      assert.ok(!form.schema.required?.includes("department"));
      assert.equal(form.schema.required?.length, 5);
      assert.deepEqual(form.values, personalData);
    });

    it("refuses blanks by the names of the fields, and keeps what was typed", async () => {
      const typed = { ...personalData, city: "  ", company: "" };
      const rest = await world.give(renewal, "subject", typed);
      assert.ok(rest.state === "waiting");
      assert.deepEqual(rest.wait.refusal, {
        code: "luxtrust.personal-data-incomplete",
        params: { fields: [{ key: "luxtrust.field.company" }, { key: "luxtrust.field.city" }] },
      });
      const form = question(rest);
      assert.deepEqual(form.type === "form" && form.values, typed);
    });

    it("offers to the second account what was confirmed for the first", async () => {
      const [crypt, transport] = world.begin({ contract: "sort" });
      assert.ok(crypt && transport);
      await world.give(crypt, "subject", { ...personalData, name: "Grace Muller" });
      const form = question(await world.run(transport));
      assert.ok(form.type === "form");
      assert.equal(form.values?.["name"], "Grace Muller");
    });
  });

  it("KEYS GENERATION: no key is made before the bar is full, and its identifier is journaled first", async () => {
    const rest = await person.carryOn(renewal, "entropy");
    assert.deepEqual(question(rest), { type: "entropy", bits: 256 });
    assert.equal(world.keys.generated.length, 0);
    renewal.crash = { key: /^generate:/, at: "before-perform" };
    await assert.rejects(world.give(renewal, "entropy", {}));
    const id = renewal.effects.get("key-id")?.result;
    await world.run(renewal);
    assert.deepEqual(world.keys.generated, [id]);
  });

  describe("SEND THE REQUEST", () => {
    it("“the file name carries account and time”", async () => {
      await person.carryOn(renewal, "order");
      assert.deepEqual(world.files.names(), ["9999XXXXX_MAIN_20261120-093000.pem"]);
    });

    it("correcting the data makes a newer request of the same key, and that one is ordered with", async () => {
      await person.carryOnUntilDone(renewal, "save-request");
      renewal.outputs.clear();
      world.clock.advance(61_000);
      const rest = await person.carryOn(renewal, "order");
      assert.ok(rest.state === "waiting");
      const name = "9999XXXXX_MAIN_20261120-093101.pem";
      assert.ok(world.files.names().includes(name));
      assert.equal(world.keys.generated.length, 1);
      const handOver = rest.wait.instructions?.find(
        ({ key }) => key === "luxtrust.order.hand-over",
      );
      assert.equal(handOver?.args?.["name"], name);
    });
  });

  it("PENDING: “Cancel = carry on working, OK = install” is said until the configuration is in", async () => {
    assert.ok(said(await person.carryOn(renewal, "certificate")).includes("luxtrust.pending"));
    assert.ok(said(await person.carryOn(renewal, "configuration")).includes("luxtrust.pending"));
  });

  it("ORDER: the page is opened, the newest file named, and the number of the order kept", async () => {
    const rest = await person.carryOn(renewal, "order");
    assert.ok(rest.state === "waiting");
    assert.deepEqual(rest.wait.pages, [
      { title: { key: "luxtrust.page.order" }, url: "https://www.easyssl.lu/" },
    ]);
    assert.ok(said(rest).includes("luxtrust.order.newest"));
    await world.give(renewal, "order", { number: " #4711 " });
    assert.equal(renewal.output(OrderCertificate).number, "4711");
  });

  it("ORDER: without a number any attachment of both forms is looked for", async () => {
    await person.carryOn(renewal, "order");
    const rest = await world.give(renewal, "order", {});
    assert.ok(rest.state === "waiting" && rest.wait.for === "mail");
    assert.deepEqual(rest.wait.names, ["*.DER.txt", "*.txt"]);
    assert.equal(renewal.output(OrderCertificate).number, undefined);
  });

  for (const [state, code] of [
    ["rejected", "luxtrust.order-rejected"],
    ["cancelled", "luxtrust.order-cancelled"],
  ] as const) {
    it(`ORDER: one that is ${state} stops with the reason`, async () => {
      renewal = world.beginOne({ way: "portal" });
      await person.carryOn(renewal, "certificate");
      Object.assign(world.portals.orders[0] ?? {}, { state, reason: "Company unknown" });
      const rest = await world.run(renewal);
      assert.ok(rest.state === "failed");
      assert.equal(rest.error.code, code);
      assert.equal(rest.error.params["reason"], "Company unknown");
    });
  }

  it("QUIET WINDOW: the person is told with the upload and while the configuration is waited for", async () => {
    const rest = await person.carryOn(renewal, "configuration");
    assert.ok(said(rest).includes("luxtrust.upload.quiet"));
    assert.deepEqual(world.notes.get("MAIN upload-certificate"), ["luxtrust.quiet-window"]);
  });

  it("CONFIGURATION: “within 48 hours, office hours only” is two business days after the upload", async () => {
    // A Friday: Saturday and Sunday do not count.
    const rest = await person.carryOn(renewal, "configuration");
    assert.ok(rest.state === "waiting" && rest.wait.for === "mail");
    assert.equal(rest.wait.deadline, "2026-11-24T09:30:00.000Z");
    assert.equal(rest.wait.expires, undefined, "late, not failed");
    assert.deepEqual(rest.wait.names, ["sofie.9999XXXXX.*.config"]);
  });

  describe("INSTALL", () => {
    it("asks only after chain, key and test signature are sound", async () => {
      await person.carryOn(renewal, "configuration");
      world.certificates.findings = [{ rule: "basic-constraints.ca", params: {} }];
      const rest = await person.carryOn(renewal, "install");
      assert.ok(rest.state === "failed");
      assert.equal(rest.error.code, "certificate.profile-broken");
      assert.equal(world.certificates.installed.length, 0);
    });

    it("“Cancel = carry on working”: nothing is installed, and it is asked again", async () => {
      await person.carryOn(renewal, "install");
      const rest = await world.give(renewal, "install", false);
      assert.ok(rest.state === "waiting" && rest.wait.key === "install");
      assert.equal(world.certificates.installed.length, 0);
      assert.ok(!renewal.outputs.has("install-configuration"));
    });
  });

  describe("REPORT: “user: YES / OUI”", () => {
    it("No is allowed, and the renewal is complete without it", async () => {
      renewal = world.beginOne({ way: "portal" });
      person.instead.set("send-report", false);
      assert.deepEqual(await person.carryOn(renewal), { state: "done" });
      assert.equal(world.portals.reports.length, 0);
      assert.deepEqual(world.notes.get("MAIN send-report"), ["luxtrust.report.declined"]);
    });

    it("says what was installed, and nothing secret", async () => {
      await person.carryOn(renewal);
      const name = "sofie.9999XXXXX.MAIN.20261120093000.report.json";
      const content = world.files.folders.get("dataFolder")?.get(name) ?? "";
      const report = JSON.parse(fromBase64(content)) as Record<string, unknown>;
      assert.deepEqual(Object.keys(report), [
        "version",
        "reference",
        "user",
        "account",
        "configuration",
        "installedAt",
        "certificateSha256",
        "spkiHash",
        "serial",
        "notAfter",
      ]);
      assert.equal(report["certificateSha256"], renewal.output(InstallConfiguration).sha256);
    });
  });

  describe("DONE: “then a backup … is offered and made”", () => {
    it("congratulates, and backs up what the manual names, with the keys", async () => {
      world.files.missing = ["keys/private"];
      const rest = await person.carryOn(renewal, "back-up");
      assert.deepEqual(said(rest), [
        "luxtrust.congratulations",
        "luxtrust.back-up",
        "luxtrust.back-up.what",
      ]);
      await world.give(renewal, "back-up", true);
      assert.deepEqual(renewal.effects.get("back-up")?.intent["paths"], [
        "data/9999XXXXX/passwords",
        "data/9999XXXXX/loginhash",
        "keys/private",
        "properties",
      ]);
      assert.deepEqual(world.notes.get("MAIN back-up"), [
        "luxtrust.congratulations",
        "backup.made",
        "backup.missing",
      ]);
    });

    it("is complete without a backup too", async () => {
      person.instead.set("back-up", false);
      assert.deepEqual(await person.carryOn(renewal), { state: "done" });
      assert.equal(world.files.backupsMade, 0);
      assert.deepEqual(world.notes.get("MAIN back-up"), [
        "luxtrust.congratulations",
        "backup.declined",
      ]);
    });
  });
});
