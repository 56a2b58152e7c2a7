import assert from "node:assert/strict";
import { defaults } from "../profile.js";
import { ChooseOrder } from "../steps/choose-order.js";
import { OrganizationData } from "../steps/organization-data.js";
import { typedData } from "../testing/customer.js";
import { failedWith, formOf, refusedWith, sentence, waitOf } from "../testing/expect.js";
import { certificateText } from "../testing/fake-certificates.js";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import { base64, hash } from "../testing/hash.js";
import { World } from "../testing/world.js";

const complete = {
  role: "partner",
  partnerUser: "partner",
  partnerCustomer: "przyklad",
  productCode: "SMIME-ORG",
  renewalProductCode: "SMIME-ORG-R",
} as const;

/** A partner's renewal of a certificate that is valid until then. */
function partner(world: World, profile: object = complete, notAfter = "2026-12-18T10:00:00Z") {
  const renewal = world.begin({ ...profile });
  renewal.current = {
    der: base64(certificateText({ notAfter })),
    spkiHash: hash("key"),
    subject: "CN=anna@przyklad.example",
    notBefore: "2024-12-18T10:00:00Z",
    notAfter,
  };
  return renewal;
}

function chosen(renewal: FakeRenewal) {
  return renewal.output(ChooseOrder);
}

describe("What a partner orders", () => {
  it("is asked, with the renewal offered first while the certificate is valid", async () => {
    const world = new World();
    const rest = await world.run(partner(world));
    assert.deepEqual(formOf(rest).properties["kind"]?.enum, ["renew", "new", "reissue"]);
    const wait = waitOf(rest);
    assert.ok(wait.for === "person" && wait.question.type === "form");
    assert.deepEqual(wait.question.values, { kind: "renew" });
    const { args } = sentence(rest, "certum.order-kind.current");
    assert.equal(args?.["subject"], "anna@przyklad.example", "by its name alone");
  });

  it("a renewal goes with the serial number of the current certificate", async () => {
    const world = new World();
    const renewal = partner(world);
    await world.run(renewal);
    await world.give(renewal, "order-kind", { kind: "renew" });
    const order = { kind: "renew", number: null, days: 730, serial: "0a1b2c" };
    assert.deepEqual(chosen(renewal), order);
  });

  it("“No renewal after expiry”, nor a reissue: 2003 is explained before anything is ordered", async () => {
    const world = new World();
    const renewal = partner(world, complete, "2026-11-20T09:30:00Z");
    const first = waitOf(await world.run(renewal));
    assert.ok(first.for === "person" && first.question.type === "form");
    assert.deepEqual(first.question.values, { kind: "new" });
    for (const kind of ["renew", "reissue"]) {
      const rest = await world.give(renewal, "order-kind", { kind });
      assert.equal(refusedWith(rest), "certum.current-expired", kind);
    }
    await world.give(renewal, "order-kind", { kind: "new" });
    assert.equal(chosen(renewal).kind, "new");
  });

  it("without a current certificate there is only a new order", async () => {
    const world = new World();
    const renewal = world.begin(complete);
    await world.run(renewal);
    for (const kind of ["renew", "reissue"]) {
      const rest = await world.give(renewal, "order-kind", { kind });
      assert.equal(refusedWith(rest), "certum.no-current-certificate");
    }
    await world.give(renewal, "order-kind", { kind: "new" });
    assert.deepEqual(chosen(renewal), { kind: "new", number: null, days: 730, serial: null });
  });

  it("“reissue revokes the old certificate after two weeks”: only with an explicit yes", async () => {
    const world = new World();
    const renewal = partner(world);
    const rest = await world.run(renewal);
    assert.ok(sentence(rest, "certum.order-kind.reissue.rule"));
    assert.deepEqual(Object.keys(formOf(rest).properties), ["kind"], "nothing about a reissue yet");
    const asked = await world.give(renewal, "order-kind", { kind: "reissue" });
    assert.equal(waitOf(asked).text.key, "certum.order-kind.reissue.ask");
    const again = await world.give(renewal, "reissue:1", "other");
    assert.equal(refusedWith(again), "certum.reissue-not-confirmed");
    const { key } = waitOf(again);
    assert.equal(waitOf(await world.give(renewal, key, { kind: "reissue" })).key, "reissue:2");
    await world.give(renewal, "reissue:2", "reissue");
    assert.equal(chosen(renewal).kind, "reissue");
  });

  it("renewal and new order ask nothing about a reissue", async () => {
    for (const kind of ["renew", "new"]) {
      const world = new World();
      const renewal = partner(world);
      await world.run(renewal);
      assert.equal(waitOf(await world.give(renewal, "order-kind", { kind })).key, "data");
    }
  });

  it("the data that the profile does not know are those that the current certificate states", async () => {
    const world = new World();
    const unknown = { organization: "", state: "", locality: "Kraków" };
    const register = { registrationType: "", registrationNumber: "" };
    const renewal = partner(world, { ...complete, ...unknown, ...register });
    renewal.current = {
      ...(renewal.current ?? assert.fail()),
      subject:
        "CN=anna@przyklad.example,organizationIdentifier=NTRPL-0000012345,O=Przykład sp. z o.o.,L=Warszawa,ST=mazowieckie,C=PL",
    };
    await world.run(renewal);
    const wait = waitOf(await world.give(renewal, "order-kind", { kind: "new" }));
    assert.ok(wait.for === "person" && wait.question.type === "form");
    const { verification: _, ...data } = typedData;
    assert.deepEqual(wait.question.values, { ...data, locality: "Kraków" });
  });

  it("a renewal and a reissue offer the old common name alone; a new order offers both", async () => {
    for (const [kind, offered] of [
      ["renew", ["mailbox"]],
      ["reissue", ["mailbox"]],
      ["new", ["mailbox", "organization"]],
    ] as const) {
      const world = new World();
      const renewal = partner(world);
      await world.run(renewal);
      renewal.answers.set("reissue:1", "reissue");
      await world.give(renewal, "order-kind", { kind });
      const { verification: _, ...data } = typedData;
      const rest = await world.give(renewal, "data", data);
      assert.deepEqual(formOf(rest).properties["commonName"]?.enum, offered, kind);
    }
  });

  it("is not guessed: a profile without what the order needs is said so", async () => {
    for (const [kind, field] of [
      ["renew", "renewalProductCode"],
      ["new", "productCode"],
      ["new", "partnerCustomer"],
      ["reissue", "partnerUser"],
    ] as const) {
      const world = new World();
      const renewal = partner(world, { ...complete, [field]: "" });
      await world.run(renewal);
      renewal.answers.set("reissue:1", "reissue");
      const rest = await world.give(renewal, "order-kind", { kind });
      assert.equal(failedWith(rest), "certum.partner-profile", field);
      assert.ok(rest.state === "failed");
      assert.deepEqual(rest.error.params["fields"], [{ key: `certum.profile.${field}` }]);
      assert.equal(rest.error.effect, "none");
    }
    assert.ok(!("productCode" in defaults));
  });

  it("all that the profile lacks is named at once, with how to begin anew", async () => {
    const world = new World();
    const renewal = partner(world, { role: "partner" });
    await world.run(renewal);
    const rest = await world.give(renewal, "order-kind", { kind: "renew" });
    assert.ok(rest.state === "failed");
    const fields = ["partnerUser", "partnerCustomer", "renewalProductCode"];
    assert.deepEqual(rest.error.params, {
      fields: fields.map((field) => ({ key: `certum.profile.${field}` })),
      settings: "--set partnerUser=… --set partnerCustomer=… --set renewalProductCode=…",
      renewal: renewal.id,
      profile: renewal.profileId,
    });
  });

  it("is for an organization whose data the partner gives, with a register or without one", async () => {
    const world = new World();
    const renewal = partner(world);
    await world.run(renewal);
    const rest = await world.give(renewal, "order-kind", { kind: "new" });
    assert.ok(!("verification" in formOf(rest).properties));
    const { verification: _, ...data } = typedData;
    for (const [values, code] of [
      [{ ...data, organization: "" }, "certum.data.missing-field"],
      [{ ...data, registrationNumber: "" }, "certum.data.missing-field"],
      [{ ...data, registrationType: "" }, "certum.data.missing-field"],
      [{ ...data, country: "XX" }, "certum.data.unknown-country"],
      [{ ...data, registrationNumber: "abc" }, "certum.registration.number"],
      [
        { ...data, registrationType: "NIP", registrationNumber: "1234567890" },
        "certum.registration.number",
      ],
    ] as const) {
      assert.equal(refusedWith(await world.give(renewal, "data", values)), code);
    }
    renewal.answers.set("data", { ...data, registrationType: "", registrationNumber: "" });
    await world.run(renewal, "organization-data");
    assert.equal(renewal.output(OrganizationData).registration, null);
    assert.equal(renewal.output(OrganizationData).organization, "Przykład sp. z o.o.");
    assert.deepEqual(world.panel.seen, [], "a partner's order never goes through the panel");
  });
});
