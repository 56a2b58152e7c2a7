import { PerennialError } from "@perennial/api";
import assert from "node:assert/strict";
import { Customer } from "../testing/customer.js";
import { failedWith, refusedWith, waitOf } from "../testing/expect.js";
import { html } from "../testing/panel-pages.js";
import { Crashed } from "../testing/fake-renewal.js";

const logins = (anna: Customer) => anna.world.panel.posts("panel/login");

/** A customer who has not given the password yet. */
function withoutPassword(): Customer {
  const anna = new Customer();
  anna.world.secrets.kept.clear();
  return anna;
}

/** Types a password, as the host keeps it. */
function type(anna: Customer, password: string) {
  const secret = anna.world.secrets.give("portalPassword", password);
  return anna.give("panel-password", { portalPassword: secret });
}

describe("The login to Certum's panel", () => {
  it("asks for the password as a secret, and keeps it for the steps after", async () => {
    const anna = withoutPassword();
    const wait = waitOf(await anna.run());
    assert.ok(wait.for === "person" && wait.question.type === "form");
    assert.equal(wait.question.schema.properties["portalPassword"]?.format, "password");
    assert.equal(waitOf(await type(anna, "Right-1")).key, "order");
    await anna.submits();
    assert.equal(logins(anna), 1, "one session serves");
  });

  it("is made anew with the same password when the session is over", async () => {
    const anna = new Customer();
    await anna.submits();
    await anna.world.panel.close(`${anna.renewal.id}:panel`);
    assert.equal(waitOf(await anna.run()).key, "verification");
    assert.equal(logins(anna), 2);
  });

  it("forgets a wrong password at once and never sends it again", async () => {
    const anna = withoutPassword();
    await anna.run();
    const rest = await type(anna, "wrong");
    assert.equal(refusedWith(rest), "certum.login.wrong-password");
    assert.equal(waitOf(rest).refusal?.params["left"], 2);
    assert.deepEqual(anna.world.secrets.forgotten, ["portalPassword"]);
    await anna.run();
    await anna.run();
    assert.equal(logins(anna), 1);
  });

  it("has the person make sure before the third wrong one, which closes it", async () => {
    const anna = withoutPassword();
    await anna.run();
    await type(anna, "wrong");
    const rest = await type(anna, "wrong again");
    assert.equal(waitOf(rest).key, "panel-password-sure");
    assert.equal(waitOf(await anna.give("panel-password-sure", true)).key, "panel-password");
    const closed = await type(anna, "still wrong");
    assert.equal(refusedWith(closed), "certum.login.closed");
    assert.equal(waitOf(closed).key, "panel-reopened");
    assert.equal(logins(anna), 3);
    anna.world.panel.wrong = 0;
    await anna.give("panel-reopened", true);
    assert.equal(waitOf(await type(anna, "Right-1")).key, "order");
  });

  it("forgets a password of which nobody knows whether it counted", async () => {
    const anna = new Customer();
    anna.world.panel.loseAnswer = (request, path) =>
      request.method === "POST" && path === "panel/login" ? html(request, 500, "oops") : undefined;
    assert.equal(failedWith(await anna.run()), "certum.portal-unexpected");
    anna.world.panel.loseAnswer = undefined;
    assert.equal(waitOf(await anna.run()).key, "order", "it had been logged in");
    assert.deepEqual(anna.world.secrets.forgotten, ["portalPassword"]);
    assert.equal(logins(anna), 1);
  });

  for (const [at, refused] of [
    ["before-perform", "certum.login.interrupted"],
    // It had been forgotten by then.
    ["after-failure", undefined],
  ] as const) {
    it(`never sends a password again whose try was interrupted ${at}, and leaves the way back open`, async () => {
      const anna = withoutPassword();
      await anna.run();
      anna.renewal.crash = { key: /^panel-login$/, at };
      await assert.rejects(type(anna, "wrong"), Crashed);
      const before = logins(anna);
      const rest = await anna.run();
      assert.equal(refusedWith(rest), refused);
      assert.equal(waitOf(rest).key, "panel-password");
      await anna.run();
      assert.equal(logins(anna), before);
      assert.equal(anna.renewal.effects.size, 0, "nothing that going back is refused for");
      assert.equal(waitOf(await type(anna, "Right-1")).key, "order", "the next one counts");
    });
  }

  it("never sends a wrong password again, whenever the machine stops once it is known", async () => {
    for (const stop of ["before it is forgotten", "after it was forgotten"]) {
      const anna = withoutPassword();
      await anna.run();
      const { secrets } = anna.world;
      const forget = secrets.forget.bind(secrets);
      secrets.forget = async (name) => {
        secrets.forget = forget;
        if (stop !== "before it is forgotten") await forget(name);
        // The intent is not withdrawn either.
        anna.renewal.crash = { key: /^panel-login$/, at: "after-failure" };
        throw new Crashed(stop);
      };
      await assert.rejects(type(anna, "wrong"), Crashed);
      assert.equal(logins(anna), 1);
      await anna.run();
      assert.equal(logins(anna), 1, stop);
      assert.equal(secrets.kept.size, 0, stop);
      assert.equal(waitOf(await type(anna, "Right-1")).key, "order", stop);
      assert.equal(anna.renewal.openEffect(), undefined, stop);
    }
  });

  it("is not asked for while the session lasts whose process went away at the login", async () => {
    const anna = new Customer();
    await anna.chooses();
    const intent = { intent: {}, intendedAt: anna.world.clock.time };
    anna.renewal.effects.set("panel-login", intent);
    await anna.submits();
    assert.deepEqual(anna.world.secrets.forgotten, []);
    assert.deepEqual(
      anna.renewal.effects.get("panel-login"),
      intent,
      "nothing is written meanwhile",
    );
  });

  it("keeps the password when the panel is busy, and comes back when it says", async () => {
    const anna = new Customer();
    anna.world.panel.next = (request, path) =>
      request.method === "POST" && path === "panel/login"
        ? new PerennialError("http.busy", { host: "h" }, { retry: { after: 7 } })
        : undefined;
    const rest = await anna.run();
    assert.ok(rest.state === "failed" && rest.error.retry?.after === 7);
    assert.equal(rest.error.effect, "none");
    anna.world.panel.next = undefined;
    assert.equal(waitOf(await anna.run()).key, "order");
  });

  it("is tried again when the session ends in the middle, and nothing was done", async () => {
    const anna = new Customer();
    await anna.chooses();
    anna.world.panel.next = (request, path) => {
      if (!path.startsWith("panel/statements")) return undefined;
      anna.world.panel.next = undefined;
      void anna.world.panel.close(request.session);
      return undefined;
    };
    const rest = await anna.run();
    assert.equal(failedWith(rest), "certum.login.required");
    assert.ok(rest.state === "failed" && rest.error.retry !== undefined);
    assert.equal(waitOf(await anna.run()).key, "data");
  });

  it("says that the panel has changed where there is no form", async () => {
    const anna = new Customer();
    anna.world.panel.next = (request, path) =>
      path === "panel/login" ? html(request, 200, "<p>Welcome</p>") : undefined;
    assert.equal(failedWith(await anna.run()), "certum.portal-changed");
    assert.equal(logins(anna), 0);
  });
});
