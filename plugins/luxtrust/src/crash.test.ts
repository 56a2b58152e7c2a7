import { PerennialError, type HttpRequest } from "@perennial/api";
import assert from "node:assert/strict";
import { GenerateKeys } from "./steps/generate-keys.js";
import { OrderCertificate } from "./steps/order-certificate.js";
import { SendReport } from "./steps/send-report.js";
import { UploadCertificate } from "./steps/upload-certificate.js";
import { Crashed } from "./testing/fake-renewal.js";
import { html } from "./testing/fake-portals.js";
import { hash } from "./testing/hash.js";
import { Person } from "./testing/person.js";
import { World } from "./testing/world.js";

/** Effects of a CRYPT renewal of a S.O.R.T. contract, which has them all. */
const effects = {
  portal: [
    "key-id",
    "generate:",
    "request:",
    "save-request:",
    "order-request",
    "order$",
    "login:upload:1",
    "upload:",
    "declare:",
    "install:",
    "save-configuration",
    "login:report:0",
    "report$",
    "back-up",
  ],
  assisted: [
    "key-id",
    "generate:",
    "request:",
    "save-request:",
    "order-request",
    "order$",
    "save-certificate:",
    "upload:",
    "declare:",
    "install:",
    "save-configuration",
    "save-report",
    "report$",
    "back-up",
  ],
} as const;

describe("After a crash nothing is done twice and nothing is lost", () => {
  for (const way of ["portal", "assisted"] as const) {
    for (const key of effects[way]) {
      for (const at of ["before-perform", "after-perform"] as const) {
        it(`${way}, ${at} of ${key}`, async () => {
          const world = new World();
          const person = new Person(world);
          const [crypt, transport] = world.begin({ way, contract: "sort" });
          assert.ok(crypt && transport);
          await person.carryOn(transport, "subject");
          await person.carryOnUntilDone(transport, "save-request");
          crypt.crash = { key: new RegExp(`^${key}`), at };
          const { rest, crashes } = await person.carryOnAfterCrashes(crypt);
          assert.equal(crashes, 1, "the crash came");
          assert.deepEqual(rest, { state: "done" });
          const { orders, uploads, declarations, reports } = world.portals;
          const ours = orders.filter(({ account }) => account === "CRYPT");
          const once = way === "portal" ? 1 : 0;
          assert.deepEqual(
            [ours.length, uploads.length, declarations.length, reports.length],
            [once, once, once, once],
          );
          assert.equal(world.keys.generated.length, 2, "one key for each account");
          const { id, spkiHash } = crypt.output(GenerateKeys);
          assert.equal(spkiHash, hash(id));
          assert.equal(world.files.backupsMade, 1);
        });
      }
    }
  }
});

describe("What was found after a crash", () => {
  const placed = "2026-11-20T09:30:00.000Z";
  const carriedOnAfter = async (
    way: "portal" | "assisted",
    effect: RegExp,
    between: (world: World) => void = () => undefined,
  ) => {
    const world = new World();
    const person = new Person(world);
    const renewal = world.beginOne({ way });
    renewal.crash = { key: effect, at: "after-perform" };
    await assert.rejects(person.carryOn(renewal), Crashed);
    world.clock.advance(3 * 86_400_000);
    between(world);
    assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    return renewal;
  };

  it("has the time at which the person said so, and not that of the next start", async () => {
    const ordered = await carriedOnAfter("assisted", /^order$/);
    assert.equal(ordered.output(OrderCertificate).placedAt, placed);
    const uploaded = await carriedOnAfter("assisted", /^upload:/);
    assert.equal(uploaded.output(UploadCertificate).uploadedAt, placed);
    const sent = await carriedOnAfter("assisted", /^report$/);
    assert.equal(sent.output(SendReport).sentAt, placed);
  });

  it("has the time that the portal tells, or that of the intent if it tells none", async () => {
    for (const [told, expected] of [
      ["2026-11-20T09:31:07Z", "2026-11-20T09:31:07Z"],
      ["yesterday", placed],
      [undefined, placed],
    ] as const) {
      const renewal = await carriedOnAfter("portal", /^order$/, ({ portals }) => {
        for (const order of portals.orders) order.placedAt = told;
      });
      assert.equal(renewal.output(OrderCertificate).placedAt, expected);
    }
  });
});

describe("When an answer of a portal is lost", () => {
  const lost = new PerennialError("http.connection-lost", {}, { retry: {} });
  const paths = {
    order: "ssl-certificate/orders",
    upload: "sofie/luxtrust/upload",
    report: "sofie/luxtrust/reports",
    declaration: "certificates",
  } as const;

  for (const [what, path] of Object.entries(paths)) {
    for (const arrived of [true, false]) {
      it(`the ${what} ${arrived ? "that arrived is found" : "that did not arrive is sent"}, once`, async () => {
        const world = new World();
        const person = new Person(world);
        const [crypt, transport] = world.begin({ way: "portal", contract: "sort" });
        assert.ok(crypt && transport);
        await person.carryOnUntilDone(transport, "save-request");
        const { portals } = world;
        let busy = false;
        let count = 0;
        portals.next = (request: HttpRequest, asked: string) => {
          if (busy || count > 0 || request.method !== "POST" || asked !== path) return undefined;
          count += 1;
          if (!arrived) return lost;
          busy = true;
          // The portal takes it, and the connection breaks before its answer is here.
          void portals.request(request);
          busy = false;
          return lost;
        };
        const rest = await person.carryOn(crypt);
        assert.ok(rest.state === "failed");
        assert.equal(rest.error.code, "http.connection-lost");
        assert.deepEqual(await person.carryOn(crypt), { state: "done" });
        // The one that was lost and, if it arrived, what the test counted as its arrival; or again.
        assert.equal(portals.seen.filter((line) => line === `POST ${path}`).length, 2);
        const { orders, uploads, reports, declarations } = portals;
        for (const list of [orders, uploads, reports, declarations]) assert.equal(list.length, 1);
      });
    }
  }

  it("an answer that is no page of the portal (500) is not taken for a refusal", async () => {
    const world = new World();
    const person = new Person(world);
    const renewal = world.beginOne({ way: "portal" });
    let broken = true;
    world.portals.next = (request, path) =>
      broken && request.method === "POST" && path === "ssl-certificate/orders"
        ? html(request, 500, "<h1>Internal error</h1>")
        : undefined;
    const rest = await person.carryOn(renewal);
    assert.ok(rest.state === "failed");
    assert.equal(rest.error.code, "luxtrust.portal-unexpected");
    assert.equal(rest.error.effect, undefined, "nobody knows whether it was ordered");
    broken = false;
    assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    assert.equal(world.portals.orders.length, 1);
  });

  it("one that the portal has already stays intended when it cannot be looked for", async () => {
    const world = new World();
    const person = new Person(world);
    const renewal = world.beginOne({ way: "portal" });
    const { portals } = world;
    let losing = true;
    portals.next = (request, path) => {
      const posts = request.method === "POST" && path === "ssl-certificate/orders";
      if (losing && posts) {
        losing = false;
        // It arrives; what is known of it is lost, as with a journal from a backup.
        void portals.request(request);
        return new PerennialError("http.refused", {}, { retry: {}, effect: "none" });
      }
      return !losing && path.startsWith("ssl-certificate/orders?")
        ? new PerennialError("http.unreachable", {}, { retry: {}, effect: "none" })
        : undefined;
    };
    assert.equal((await person.carryOn(renewal)).state, "failed");
    assert.equal((await person.carryOn(renewal)).state, "failed");
    assert.ok(renewal.effects.has("order"), "it is not taken for one that never was");
    portals.next = undefined;
    assert.deepEqual(await person.carryOn(renewal), { state: "done" });
    assert.equal(portals.orders.length, 1);
  });
});
