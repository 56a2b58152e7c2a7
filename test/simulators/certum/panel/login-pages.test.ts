import assert from "node:assert/strict";
import { number, PanelVisitor, startFriday } from "../../testing/certum-visits.js";
import type { CertumSimulator } from "../index.js";

describe("The login of Certum's panel", () => {
  let simulator: CertumSimulator;

  beforeEach(async () => {
    simulator = await startFriday();
  });
  afterEach(async () => {
    await simulator.close();
    assert.deepEqual(simulator.failures, []);
  });

  it("leads to a dashboard with a tile for each order, its status and its steps", async () => {
    const visitor = new PanelVisitor(simulator);
    const answer = await visitor.logIn();
    assert.deepEqual([answer.status, answer.headers.location], [303, "/panel/dashboard"]);
    const { text } = await visitor.get("panel/dashboard");
    assert.ok(text.includes(`data-number="${number}" data-status="Waiting for activation"`));
    assert.match(text, /data-step="data" data-tile="awaiting-data"/);
    assert.match(text, /data-step="activation" data-tile="not-available"/);
    assert.doesNotMatch(text, /ORDER\/0000123457/);
    assert.equal(simulator.world.counters.get("logins.accepted"), 1);
  });

  it("counts wrong passwords, and the third one closes the account until it is opened", async () => {
    const visitor = new PanelVisitor(simulator);
    const tell = async (password: string): Promise<unknown[]> => {
      const { status, code, detail } = await visitor.logIn("anna.nowak", password);
      return [status, code, detail];
    };
    assert.deepEqual(await tell("a"), [401, "login.wrong-password", "2"]);
    assert.deepEqual(await tell("b"), [401, "login.wrong-password", "1"]);
    assert.deepEqual(await tell("c"), [423, "login.closed", ""]);
    assert.deepEqual(await tell("Panel1Anna"), [423, "login.closed", ""]);
    simulator.world.customers.reopen("anna.nowak");
    assert.equal((await visitor.logIn()).status, 303);
  });

  it("begins a new session, and refuses a form of no session or of another one", async () => {
    const visitor = new PanelVisitor(simulator);
    await visitor.get("panel/login");
    const before = visitor.browser.cookies.get("certum_session") ?? "";
    await visitor.logIn();
    const thief = new PanelVisitor(simulator);
    thief.browser.setCookie("certum_session", before);
    assert.equal((await thief.get("panel/dashboard")).headers.location, "/panel/login");
    visitor.csrf = "guessed";
    const refused = await visitor.sendEmail();
    assert.deepEqual([refused.status, refused.code], [400, "session.bad-csrf"]);
    const stranger = new PanelVisitor(simulator);
    const fields = { csrf: "guessed", user: "anna.nowak", password: "Panel1Anna" };
    const answer = await stranger.browser.submit(stranger.url("panel/login"), fields);
    assert.equal(answer.code, "session.bad-csrf");
  });

  it("is asked for by everything else, and again after half an hour without a request", async () => {
    const stranger = new PanelVisitor(simulator);
    const pages = ["orders", "organizations", "order", "statements", "certificate-data"];
    for (const page of [...pages, "certificate", "certificate/issuers"]) {
      const { status, code } = await stranger.get(`panel/${page}?number=1`);
      assert.deepEqual([status, code], [401, "login.required"], page);
    }
    for (const page of ["data", "documents", "email", "email/resend", "csr", "activation"])
      assert.equal((await stranger.post(`panel/${page}`, {})).code, "login.required", page);
    const visitor = new PanelVisitor(simulator);
    await visitor.logIn();
    await simulator.clock.advance(29 * 60_000);
    assert.equal((await visitor.get("panel/orders")).status, 200);
    await simulator.clock.advance(31 * 60_000);
    assert.equal((await visitor.get("panel/orders")).code, "login.required");
  });

  it("answers what is no form with 415, a broken one with 400, and one that is too large with 413", async () => {
    const visitor = new PanelVisitor(simulator);
    await visitor.logIn();
    const answer = async (contentType: string, body: string): Promise<unknown[]> => {
      const { status, code } = await visitor.browser.raw(
        visitor.url("panel/data"),
        contentType,
        body,
      );
      return [status, code];
    };
    assert.deepEqual(await answer("text/plain", "x"), [415, "request.not-a-form"]);
    const multipart = "multipart/form-data; boundary=x";
    assert.deepEqual(await answer(multipart, "nothing"), [400, "request.broken-form"]);
    const large = "a".repeat(8 * 1024 * 1024 + 1);
    assert.deepEqual(await answer(multipart, large), [413, "request.too-large"]);
  });
});
