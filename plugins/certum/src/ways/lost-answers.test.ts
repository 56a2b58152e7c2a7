import { PerennialError, type HttpRequest } from "@perennial/api";
import assert from "node:assert/strict";
import { Customer, typedData } from "../testing/customer.js";
import { failedWith, waitOf } from "../testing/expect.js";
import { html } from "../testing/panel-pages.js";
import { Crashed } from "../testing/fake-renewal.js";

/** What is done once at the panel: its path, what begins it, and what tells that it was done. */
const once = [
  {
    path: "panel/data",
    key: /^data:/,
    ready: async (anna: Customer) => {
      await anna.chooses();
      await anna.give("data", typedData);
      return { key: waitOf(await anna.run()).key, value: "submit" };
    },
    after: "verification",
    done: (anna: Customer) => (anna.order.data === undefined ? 0 : 1),
  },
  {
    path: "panel/documents",
    key: /^document:/,
    ready: async (anna: Customer) => {
      await anna.submits();
      return { key: "verification", value: anna.pdf() };
    },
    after: "verification",
    done: (anna: Customer) => anna.order.data?.documents.length,
  },
  {
    path: "panel/email",
    key: /^email:/,
    ready: async (anna: Customer) => {
      await anna.verifies();
      return { key: "email", value: { address: "anna@przyklad.example" } };
    },
    after: "email-verification",
    done: (anna: Customer) => (anna.order.email === undefined ? 0 : 1),
  },
  {
    path: "panel/email/resend",
    key: /^resend:/,
    ready: async (anna: Customer) => {
      await anna.mails();
      anna.world.clock.addDays(1);
      return { key: waitOf(await anna.run()).key, value: "resend" };
    },
    after: "email-verification",
    done: (anna: Customer) => (anna.order.email?.sentAt === "2026-11-21T09:30:00.000Z" ? 1 : 0),
  },
];

describe("What Certum's panel does once", () => {
  for (const { path, key, ready, after, done } of once) {
    const isIt = (request: HttpRequest, asked: string) =>
      request.method === "POST" && asked === path;

    for (const [how, answer] of [
      ["500", (request: HttpRequest) => html(request, 500, "oops")],
      ["reset", () => new PerennialError("http.connection-lost", { host: "h" }, { retry: {} })],
      ["too late", () => new PerennialError("http.timeout", { host: "h" }, { retry: {} })],
    ] as const) {
      it(`${path} whose answer was lost (${how}) is found, not done twice`, async () => {
        const anna = new Customer();
        const { key: wait, value } = await ready(anna);
        anna.world.panel.loseAnswer = (request, asked) =>
          isIt(request, asked) ? answer(request) : undefined;
        assert.equal((await anna.give(wait, value)).state, "failed");
        anna.world.panel.loseAnswer = undefined;
        // The answer stays until its step ends or asks again.
        assert.equal(waitOf(await anna.run()).key, after);
        assert.equal(anna.world.panel.posts(path), 1);
        assert.equal(done(anna), 1);
        assert.equal(anna.renewal.openEffect(), undefined);
      });
    }

    it(`${path} that did not arrive is done then`, async () => {
      const anna = new Customer();
      const { key: wait, value } = await ready(anna);
      anna.world.panel.next = (request, asked) =>
        isIt(request, asked) ? html(request, 502, "down") : undefined;
      assert.equal(failedWith(await anna.give(wait, value)), "certum.portal-unexpected");
      assert.notEqual(anna.renewal.openEffect(), undefined);
      anna.world.panel.next = undefined;
      assert.equal(waitOf(await anna.run()).key, after);
      assert.equal(done(anna), 1);
    });

    it(`${path} is not done again while nobody can look`, async () => {
      const anna = new Customer();
      const { key: wait, value } = await ready(anna);
      anna.world.panel.loseAnswer = (request, asked) =>
        isIt(request, asked) ? html(request, 500, "oops") : undefined;
      await anna.give(wait, value);
      anna.world.panel.next = (request) => html(request, 503, "down");
      assert.equal(failedWith(await anna.run()), "certum.portal-unexpected");
      anna.world.panel.next = undefined;
      anna.world.panel.loseAnswer = undefined;
      await anna.run();
      assert.equal(anna.world.panel.posts(path), 1);
    });

    for (const at of ["before-perform", "after-perform"] as const) {
      it(`${path} with a crash ${at} is done once`, async () => {
        const anna = new Customer();
        const { key: wait, value } = await ready(anna);
        anna.renewal.crash = { key, at };
        await assert.rejects(anna.give(wait, value), Crashed);
        assert.equal(waitOf(await anna.run()).key, after);
        assert.equal(anna.world.panel.posts(path), 1);
        assert.equal(done(anna), 1);
        assert.equal(anna.renewal.openEffect(), undefined);
      });
    }
  }

  it("data that were verified before anybody looked are found, and no effect stays open", async () => {
    const anna = new Customer();
    await anna.chooses();
    await anna.give("data", typedData);
    anna.renewal.crash = { key: /^data:/, at: "after-perform" };
    await assert.rejects(anna.say("submit"), Crashed);
    anna.world.panel.data.verify(anna.order);
    assert.equal(waitOf(await anna.run()).key, "email");
    assert.equal(anna.world.panel.posts("panel/data"), 1);
  });

  it("corrected data that were verified before anybody looked are found too", async () => {
    const anna = new Customer();
    await anna.submits();
    anna.world.clock.addDays(2);
    anna.world.panel.data.reject(anna.order, "No");
    const { key } = waitOf(await anna.run());
    await anna.give(key, typedData);
    anna.renewal.crash = { key: /^data:/, at: "after-perform" };
    await assert.rejects(anna.say("submit"), Crashed);
    anna.world.panel.data.verify(anna.order);
    assert.equal(waitOf(await anna.run()).key, "email");
    assert.equal(anna.world.panel.posts("panel/data"), 2);
  });

  it("a mailbox that was confirmed before anybody looked is found, and no effect stays open", async () => {
    for (const [key, said] of [
      [/^resend:/, "resend"],
      [/^email:.*-email-/, "other"],
    ] as const) {
      const anna = new Customer();
      await anna.mails();
      anna.world.clock.addDays(1);
      const late = waitOf(await anna.run()).key;
      anna.renewal.crash = { key, at: "after-perform" };
      await assert.rejects(async () => {
        await anna.give(late, said);
        await anna.say({ address: "inna@przyklad.example" });
      }, Crashed);
      anna.world.panel.email.openLink(anna.order);
      await anna.run("email-verification");
      assert.ok(anna.renewal.ended.has("email-verification"), said);
    }
  });
});
