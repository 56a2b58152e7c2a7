import type { FormSchema } from "@perennial/api";
import assert from "node:assert/strict";
import { UploadCertificate } from "../steps/upload-certificate.js";
import { html, refusal } from "../testing/fake-portals.js";
import type { FakeRenewal } from "../testing/fake-renewal.js";
import { goodPassword, Person } from "../testing/person.js";
import { World, type Rest } from "../testing/world.js";
import { assertFailed, assertRefused } from "./expect.js";

function instructions(rest: Rest): readonly string[] {
  assert.ok(rest.state === "waiting");
  return (rest.wait.instructions ?? []).map(({ key }) => key);
}

describe("Must be refused: uploads and passwords", () => {
  let world: World;
  let person: Person;
  let renewal: FakeRenewal;
  beforeEach(() => {
    world = new World();
    person = new Person(world);
    renewal = world.beginOne({ way: "portal" });
  });
  const enter = (attempt: number, password: string) =>
    world.give(renewal, `password-${attempt}`, world.typed(password));

  describe("“an upload in a reused session”", () => {
    it("is refused in the assisted way when the page asked for no password", async () => {
      renewal = world.beginOne();
      await person.carryOn(renewal, "upload-1");
      const rest = await world.give(renewal, "upload-1", "not-asked");
      assertRefused(rest, "upload-2", "luxtrust.session-reused");
      assert.equal(renewal.outputs.has("upload-certificate"), false);
      assert.equal((await world.give(renewal, "upload-2", "uploaded")).state, "waiting");
      assert.ok(renewal.outputs.has("upload-certificate"));
    });

    it("does not happen in the portal way: each certificate has a session of its own", async () => {
      const [crypt, transport] = world.begin({ way: "portal", contract: "sort" });
      assert.ok(crypt && transport);
      await person.carryOn(crypt);
      await person.carryOn(transport);
      await person.carryOn(crypt);
      const { uploadSessions } = world.portals;
      assert.equal(uploadSessions.length, 2);
      assert.equal(new Set(uploadSessions).size, 2);
    });

    it("is refused by the portal with a code, and tried again in a new session", async () => {
      await person.carryOn(renewal, "password-1");
      world.portals.next = (request, path) =>
        request.method === "POST" && path === "sofie/luxtrust/upload"
          ? refusal(request, 409, "session.used")
          : undefined;
      const rest = await enter(1, goodPassword);
      assert.ok(rest.state === "failed");
      assert.equal(rest.error.code, "luxtrust.session.used");
      assert.deepEqual(rest.error.retry, {});
      world.portals.next = undefined;
      assert.equal((await person.carryOn(renewal)).state, "done");
      assert.equal(world.portals.uploads.length, 1);
    });
  });

  describe("“the wrong one of the two passwords”", () => {
    for (const [connection, said] of [
      ["connected", "luxtrust.password.connected"],
      ["stand-alone", "luxtrust.password.stand-alone"],
    ] as const) {
      for (const way of ["portal", "assisted"] as const) {
        it(`the question says which one a ${connection} profile takes (${way})`, async () => {
          renewal = world.beginOne({ way, connection });
          const rest = await person.carryOn(renewal, "password-1", "upload-1");
          assert.ok(instructions(rest).includes(said));
        });
      }
    }

    it("is asked for again, never tried again by itself, and nothing is uploaded", async () => {
      await person.carryOn(renewal, "password-1");
      assertRefused(await enter(1, "Envelope1Business"), "password-2", "luxtrust.wrong-password", {
        left: 2,
      });
      await world.run(renewal);
      await world.run(renewal);
      assert.deepEqual(world.portals.tried, ["Envelope1Business"]);
      assert.deepEqual([...new Set(world.forgotten)], ["sofiePassword"]);
      assert.equal(world.portals.uploads.length, 0);
      await enter(2, goodPassword);
      assert.equal(world.portals.uploads.length, 1);
    });

    it("is not sent a second time after a crash in the middle of the try", async () => {
      await person.carryOn(renewal, "password-1");
      renewal.crash = { key: /^login:/, at: "after-perform" };
      await assert.rejects(enter(1, "Envelope1Business"));
      assertRefused(await world.run(renewal), "password-2", "luxtrust.login-interrupted");
      assert.deepEqual(world.portals.tried, ["Envelope1Business"]);
    });

    it("is asked for again when the other account’s renewal had it forgotten, and costs no try", async () => {
      await person.carryOn(renewal, "password-1");
      const typed = world.typed(goodPassword);
      world.portals.secrets = {};
      assertRefused(
        await world.give(renewal, "password-1", typed),
        "password-2",
        "luxtrust.password-forgotten",
      );
      assert.deepEqual(world.portals.tried, []);
      await enter(2, goodPassword);
      assert.equal(world.portals.uploads.length, 1);
    });

    it("is refused in the assisted way, with the tries that are left", async () => {
      renewal = world.beginOne();
      await person.carryOn(renewal, "upload-1");
      const rest = await world.give(renewal, "upload-1", "refused");
      assertRefused(rest, "upload-2", "luxtrust.wrong-password", { left: 2 });
    });
  });

  describe("“Three wrong passwords: SOFiE closes (public)”", () => {
    it("stops with the contacts, sends nothing more, and goes on when the helpdesk has opened", async () => {
      await person.carryOn(renewal, "password-1");
      await enter(1, "Wrong1Password");
      await enter(2, "Wrong2Password");
      const rest = await enter(3, "Wrong3Password");
      assertRefused(rest, "reopened-3", "luxtrust.closed", {
        phone: "(+352) 355 66 600",
        email: "helpdesk.lux@six-payment-services.com",
      });
      await world.run(renewal);
      assert.equal(world.portals.tried.length, 3);
      world.portals.reopen();
      const asked = await world.give(renewal, "reopened-3", true);
      assert.ok(asked.state === "waiting" && asked.wait.key === "password-4");
      await enter(4, goodPassword);
      assert.equal(renewal.output(UploadCertificate).receipt, "U-000001");
    });

    it("counts the tries in the assisted way too", async () => {
      renewal = world.beginOne();
      await person.carryOn(renewal, "upload-1");
      await world.give(renewal, "upload-1", "refused");
      await world.give(renewal, "upload-2", "refused");
      const rest = await world.give(renewal, "upload-3", "refused");
      assertRefused(rest, "upload-4", "luxtrust.closed");
    });
  });

  it("“A password has at least 8 characters with upper case, lower case and a digit (public)”", async () => {
    const rest = await person.carryOn(renewal, "password-1");
    assert.ok(rest.state === "waiting" && rest.wait.for === "person");
    assert.ok(rest.wait.question.type === "form");
    const { schema }: { schema: FormSchema } = rest.wait.question;
    const field = schema.properties["sofiePassword"];
    assert.equal(field?.format, "password");
    assert.equal(field?.minLength, 8);
    const rule = new RegExp(`^(?:${field?.pattern ?? ""})$`, "u");
    assert.ok(rule.test("Renewed1"));
    for (const bad of ["Short1A", "nouppercase1", "NOLOWERCASE1", "NoDigitsHere"]) {
      assert.ok(!rule.test(bad), bad);
    }
  });

  it("the password never stands in the journal", async () => {
    await person.carryOn(renewal);
    const journal = JSON.stringify([...renewal.outputs, ...renewal.effects]);
    assert.ok(!journal.includes(goodPassword));
  });

  it("a page that is not as expected stops the renewal with a code and without an upload", async () => {
    await person.carryOn(renewal, "password-1");
    world.portals.next = (request) => html(request, 200, "<p>We have a new website!</p>");
    assertFailed(await enter(1, goodPassword), "upload-certificate", "luxtrust.portal-changed");
    assert.equal(world.portals.uploads.length, 0);
  });
});
