import assert from "node:assert/strict";
import { DataVerification } from "./steps/data-verification.js";
import { OrganizationData } from "./steps/organization-data.js";
import { ChooseOrder } from "./steps/choose-order.js";
import { Customer, number, typedData } from "./testing/customer.js";
import {
  failedWith,
  formOf,
  optionsOf,
  refusedWith,
  said,
  sentence,
  waitOf,
} from "./testing/expect.js";

describe("ORDERED | order number like `ORDER/0000123456/dk`, product 365 or 730 days", () => {
  it("assisted: the number is typed and its form is checked", async () => {
    const anna = new Customer({ way: "assisted" });
    const rest = await anna.run();
    assert.deepEqual(formOf(rest).properties["product"]?.enum, ["365", "730"]);
    for (const wrong of ["123456", "ORDER/123/dk", "ORDER/0000123456/DK", ""]) {
      const again = await anna.give("order", { number: wrong, product: "365" });
      assert.equal(refusedWith(again), "certum.order-number", wrong);
    }
    await anna.give("order", { number: ` ${number} `, product: "365" });
    assert.deepEqual(anna.renewal.output(ChooseOrder), {
      kind: "activation",
      number,
      days: 365,
      serial: null,
    });
  });

  it("portal: it is chosen among the orders that wait, each with the statuses of its tile", async () => {
    const anna = new Customer();
    const issued = anna.world.panel.addOrder("ORDER/0000000001/dk");
    issued.status = "Issued";
    issued.steps.activation = "verified";
    const rest = await anna.run();
    assert.deepEqual(
      optionsOf(rest).map(({ value }) => value),
      [number],
    );
    assert.deepEqual(sentence(rest, "certum.tiles").args, {
      number,
      status: { key: "certum.status.waiting-for-activation" },
      data: "awaiting",
      email: "none",
      activation: "none",
    });
    await anna.give("order", number);
    assert.equal(anna.renewal.output(ChooseOrder).days, 730);
  });

  it("portal: an order that was activated meanwhile, or that is not hers, is refused", async () => {
    const anna = new Customer();
    await anna.run();
    assert.equal(refusedWith(await anna.give("order", "ORDER/9/dk")), "certum.order.unknown");
    anna.order.status = "Issued";
    anna.world.panel.addOrder("ORDER/0000000002/dk");
    assert.equal(refusedWith(await anna.give("order", number)), "certum.order-not-open");
  });

  it("portal: without an order that waits, it says that one has to be bought", async () => {
    const anna = new Customer();
    anna.order.status = "Issued";
    assert.equal(waitOf(await anna.run()).key, "bought");
    anna.world.panel.addOrder("ORDER/0000000002/dk");
    assert.equal(waitOf(await anna.give("bought", true)).key, "order");
  });

  it("portal: a profile without a user is said so", async () => {
    const anna = new Customer({ portalUser: "" });
    assert.equal(failedWith(await anna.run()), "certum.no-portal-user");
  });
});

describe("DATA | Organization*, Country*, State or province*, Locality*; by registration number or by attached document; summary; statements to mark", () => {
  it("the form holds what the profile knows, and its starred fields are required", async () => {
    const anna = new Customer();
    const rest = await anna.chooses();
    const { properties, required } = formOf(rest);
    assert.deepEqual(required, ["organization", "country", "state", "locality", "verification"]);
    assert.ok("registrationType" in properties);
    const wait = waitOf(rest);
    assert.ok(wait.for === "person" && wait.question.type === "form");
    assert.equal(wait.question.values?.["organization"], "Przykład sp. z o.o.");
    assert.deepEqual(sentence(rest, "certum.data.registers").args, { known: "KRS, NIP" });
  });

  it("the summary shows the data and the statements, and the required ones are marked with a yes", async () => {
    const anna = new Customer();
    await anna.chooses();
    const rest = await anna.give("data", typedData);
    assert.deepEqual(said(rest), [
      "certum.summary",
      "certum.summary.data",
      "certum.summary.register",
      "certum.statement",
      "certum.statement",
      "certum.contact",
    ]);
    assert.equal(anna.world.panel.posts("panel/data"), 0);
    await anna.say("submit");
    assert.equal(anna.order.data?.organization, "Przykład sp. z o.o.");
    assert.deepEqual(anna.renewal.output(OrganizationData).registration, {
      type: "KRS",
      number: "0000012345",
    });
  });

  it("the data can be changed from the summary, again and again, and only the last are submitted", async () => {
    const anna = new Customer();
    await anna.chooses();
    await anna.give("data", typedData);
    for (const locality of ["Szczecin", "Gdynia"]) {
      assert.match(waitOf(await anna.say("change")).key, /^data:change-/);
      await anna.say({ ...typedData, locality });
    }
    await anna.say("submit");
    assert.equal(anna.order.data?.locality, "Gdynia");
    assert.equal(anna.world.panel.posts("panel/data"), 1);
  });

  it("by document: the file is waited for, checked, and sent with the data", async () => {
    const anna = new Customer();
    await anna.chooses();
    const rest = await anna.give("data", { ...typedData, verification: "document" });
    assert.equal(waitOf(rest).for, "file");
    await anna.give("document", anna.pdf());
    await anna.say("submit");
    assert.equal(anna.order.data?.documents[0]?.name, "odpis.pdf");
    assert.equal(anna.order.data?.registration, null);
  });

  it("“A renewal may reuse verified organisation data” while it is valid, and says until when", async () => {
    const anna = new Customer();
    const known = { organization: "Przykład sp. z o.o.", country: "PL", state: "m", locality: "W" };
    anna.world.panel.data.organizations = [
      {
        id: "7",
        ...known,
        registration: null,
        verifiedOn: "2025-01-01",
        verifiedUntil: "2027-04-06",
      },
      {
        id: "6",
        ...known,
        registration: null,
        verifiedOn: "2024-01-01",
        verifiedUntil: "2026-04-05",
      },
    ];
    const rest = await anna.chooses();
    assert.deepEqual(
      optionsOf(rest).map(({ value }) => value),
      ["7", "other"],
      "what is not valid any more is not offered",
    );
    assert.equal(optionsOf(rest)[0]?.label.args?.["until"], "2027-04-06T10:00:00Z");
    await anna.give("organization", "7");
    const after = await anna.say("submit");
    assert.deepEqual(anna.renewal.output(OrganizationData).reused, {
      id: "7",
      until: "2027-04-06",
    });
    assert.equal(waitOf(after).key, "email", "nothing is verified anew");
  });

  it("data that were given in the panel meanwhile are not given twice", async () => {
    const anna = new Customer();
    await anna.submits();
    const other = new Customer();
    assert.ok(anna.order.data !== undefined);
    other.order.data = { ...anna.order.data, reference: "typed in the panel" };
    other.order.steps.data = "waiting-for-verification";
    assert.equal(waitOf(await other.chooses()).key, "verification");
    assert.equal(other.world.panel.posts("panel/data"), 0);
  });

  it("assisted: the same form and checks, then a task that names each click", async () => {
    const anna = new Customer({ way: "assisted" });
    await anna.chooses();
    const refused = await anna.give("data", { ...typedData, locality: " " });
    assert.equal(refusedWith(refused), "certum.data.missing-field");
    const rest = await anna.give("data", typedData);
    assert.deepEqual(said(rest), [
      "certum.enter-data",
      "certum.enter-data.open",
      "certum.enter-data.fields",
      "certum.enter-data.register",
      "certum.enter-data.summary",
      "certum.contact",
    ]);
    assert.equal(waitOf(await anna.give("entered", true)).key, "verification");
    assert.deepEqual(anna.world.panel.seen, []);
  });

  it("assisted: verified data are reused for 825 days, and not a day longer", async () => {
    // 825 days before 20 November 2026 is 17 August 2024.
    for (const [organizationVerifiedOn, offered] of [
      ["2024-08-17", true],
      ["2024-08-16", false],
    ] as const) {
      const anna = new Customer({ way: "assisted", organizationVerifiedOn });
      const rest = await anna.chooses();
      assert.equal(waitOf(rest).key, offered ? "organization" : "data", organizationVerifiedOn);
      if (!offered) continue;
      assert.equal(optionsOf(rest)[0]?.label.args?.["until"], "2026-11-20T10:00:00Z");
      assert.ok(
        said(await anna.give("organization", "verified")).includes("certum.enter-data.reuse"),
      );
    }
  });
});

describe("DATA WAITING | usually 1 to 7 days; more documents can be added meanwhile; can be rejected with a reason", () => {
  it("says the dates, and shows the tile as it is", async () => {
    const anna = new Customer();
    const rest = await anna.submits();
    const wait = waitOf(rest);
    assert.ok(wait.for === "poll" && wait.every === 900);
    assert.equal(wait.deadline, "2026-11-27T09:30:00.000Z");
    assert.deepEqual(sentence(rest, "certum.data-waiting").args, {
      number,
      from: "2026-11-21T09:30:00.000Z",
      to: "2026-11-27T09:30:00.000Z",
    });
    assert.equal(sentence(rest, "certum.tiles").args?.["data"], "waiting");
    assert.deepEqual(sentence(rest, "certum.tiles").args?.["status"], {
      key: "certum.status.under-verification",
    });
    anna.order.status = "Queued";
    assert.equal(sentence(await anna.run(), "certum.tiles").args?.["status"], "Queued", "unknown");
  });

  it("a file that is given meanwhile goes to the panel once, and the wait goes on", async () => {
    const anna = new Customer();
    await anna.submits();
    const rest = await anna.give("verification", anna.pdf());
    assert.equal(refusedWith(rest), undefined);
    assert.deepEqual(sentence(rest, "certum.data-waiting.receipts").args, {
      receipts: "D-000123",
    });
    await anna.run();
    await anna.run();
    assert.equal(anna.world.panel.posts("panel/documents"), 1);
    await anna.give("verification", anna.pdf("statut.pdf", "statute"));
    assert.equal(anna.order.data?.documents.length, 2);
  });

  it("what was sent is not taken again from a watched folder, nor after it was rejected with the data", async () => {
    const anna = new Customer();
    await anna.chooses();
    await anna.give("data", { ...typedData, verification: "document" });
    const [extract, statute] = [anna.pdf(), anna.pdf("statut.pdf", "statute")];
    await anna.give("document", extract);
    const sent = waitOf(await anna.say("submit"));
    assert.ok(sent.for === "poll");
    assert.deepEqual(sent.orFile?.except, [extract.sha256]);
    const both = waitOf(await anna.give("verification", statute));
    assert.ok(both.for === "poll");
    assert.deepEqual(both.orFile?.except, [extract.sha256, statute.sha256]);
    anna.world.panel.data.reject(anna.order, "Unreadable");
    await anna.run();
    const again = waitOf(await anna.say({ ...typedData, verification: "document" }));
    assert.ok(again.for === "file");
    assert.deepEqual(again.except, [extract.sha256, statute.sha256]);
  });

  it("verified data end it, with the day until which they can be used again", async () => {
    const anna = new Customer();
    const rest = await anna.verifies();
    assert.equal(waitOf(rest).key, "email");
    assert.equal(anna.renewal.output(DataVerification).verifiedUntil, "2029-02-22");
    const notes = anna.world.notes.get("data-verification") ?? [];
    assert.deepEqual(
      notes.map(({ key }) => key),
      ["certum.data-verified", "certum.data-verified.until"],
    );
  });

  it("rejected data are asked for again with their reason, filled in, as often as it takes", async () => {
    const anna = new Customer();
    await anna.submits({ ...typedData, registrationNumber: "999" });
    for (const [reason, registrationNumber] of [
      ["No such number", "888"],
      ["Still not", "0000012345"],
    ] as const) {
      anna.world.clock.addDays(1);
      anna.world.panel.data.reject(anna.order, reason);
      const rest = await anna.run();
      assert.deepEqual(sentence(rest, "certum.data.rejected").args, { reason });
      const wait = waitOf(rest);
      assert.ok(wait.for === "person" && wait.question.type === "form");
      assert.equal(wait.question.values?.["locality"], "Warszawa");
      await anna.give(wait.key, { ...wait.question.values, registrationNumber });
      await anna.say("submit");
      assert.equal(anna.order.data?.registration?.number, registrationNumber);
    }
    anna.world.panel.data.verify(anna.order);
    await anna.run();
    assert.equal(anna.renewal.output(DataVerification).registration?.number, "0000012345");
    assert.equal(anna.world.panel.posts("panel/data"), 3);
  });

  it("assisted: the person says that they were rejected and why, and enters them again", async () => {
    const anna = new Customer({ way: "assisted" });
    await anna.chooses();
    await anna.give("data", typedData);
    await anna.give("entered", true);
    await anna.give("verification", "rejected");
    const rest = await anna.give("reason", { reason: "No such number" });
    assert.deepEqual(sentence(rest, "certum.data.rejected").args, { reason: "No such number" });
    await anna.give("data:2", { ...typedData, registrationNumber: "42" });
    await anna.give("entered:2", true);
    assert.equal(waitOf(await anna.give("verification:2", "verified")).key, "email");
    assert.equal(anna.renewal.output(DataVerification).registration?.number, "42");
  });
});
