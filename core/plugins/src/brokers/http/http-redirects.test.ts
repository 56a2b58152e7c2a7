import assert from "node:assert/strict";
import { failure, HttpScene } from "./http-scene.js";

describe("Redirects on the network for plugins", function () {
  this.timeout(120_000);
  let scene: HttpScene;

  before(async () => {
    scene = await HttpScene.open();
  });
  beforeEach(() => scene.reset());
  after(() => scene.close());

  for (const [status, method, becomes] of [
    [301, "POST", "GET"],
    [302, "POST", "GET"],
    [303, "POST", "GET"],
    [303, "PUT", "GET"],
    [303, "HEAD", "HEAD"],
    [302, "PUT", "PUT"],
    [307, "POST", "POST"],
    [308, "POST", "POST"],
  ] as const) {
    it(`follows ${status} after ${method} with ${becomes}, RFC 9110 section 15.4`, async () => {
      scene.server.answer = ({ url }, response) => {
        if (url === "/") response.writeHead(status, { location: "/next?x=1" }).end();
        else response.end("there");
      };
      const response = await scene.request({
        method,
        ...(method === "HEAD" ? {} : { form: { a: "1" } }),
      });
      assert.equal(response.url, `${scene.server.url}next?x=1`);
      assert.equal(scene.server.seen[1]?.line, `${becomes} /next?x=1`);
      assert.equal(scene.server.seen[1].body, becomes === method && method !== "HEAD" ? "a=1" : "");
    });
  }

  it("sends XML on where the body is kept, and leaves it out where it is not", async () => {
    for (const [status, body] of [
      [307, "<a/>"],
      [303, ""],
    ] as const) {
      scene.server.seen.length = 0;
      scene.server.answer = ({ url }, response) => {
        if (url === "/") response.writeHead(status, { location: "/next" }).end();
        else response.end("there");
      };
      await scene.request({ method: "POST", xml: ["<a/>"] });
      assert.equal(scene.server.seen[1]?.body, body);
    }
  });

  it("answers the redirect itself when none is to be followed", async () => {
    scene.server.answer = (_request, response) =>
      void response.writeHead(303, { location: "/b" }).end();
    const response = await scene.request({ maxRedirects: 0 });
    assert.equal(response.status, 303);
    assert.equal(response.headers["location"], "/b");
  });

  it("does not run in circles", async () => {
    scene.server.answer = (_request, response) =>
      void response.writeHead(302, { location: "/" }).end();
    const error = await failure(scene.request({ maxRedirects: 2 }));
    assert.equal(error.code, "http.too-many-redirects");
    assert.equal(scene.server.seen.length, 3);
    assert.equal(error.effect, undefined);
  });

  it("checks each hop, and does not call it without effect after the first was sent", async () => {
    scene.server.answer = (_request, response) =>
      void response.writeHead(307, { location: scene.other.url }).end();
    const error = await failure(scene.request({ method: "POST", form: { a: "1" } }));
    assert.equal(error.code, "http.host-not-allowed");
    assert.equal(error.effect, undefined);
    assert.equal(scene.other.seen.length, 0);
  });

  it("sends neither secrets nor headers on to another origin, even an allowed one", async () => {
    scene.broker = scene.brokerOf(
      { network: ["profile:url", "profile:second"], secrets: ["password"] },
      { second: scene.other.url },
    );
    scene.server.answer = ({ method }, response) =>
      void response.writeHead(method === "GET" ? 302 : 307, { location: scene.other.url }).end();
    scene.other.answer = (_request, response) => void response.end();
    await scene.request({ headers: { authorization: { secret: "meridian/password" } } });
    assert.equal(scene.server.seen[0]?.headers.authorization, "correct horse");
    assert.equal(scene.other.seen[0]?.headers.authorization, undefined);
    const secret = { secret: "meridian/password" };
    for (const body of [{ form: { p: secret } }, { xml: ["<p>", secret, "</p>"] }]) {
      const error = await failure(scene.request({ method: "POST", ...body }));
      assert.equal(error.code, "http.secret-redirect");
    }
    assert.equal(scene.other.seen.length, 1);
  });
});
