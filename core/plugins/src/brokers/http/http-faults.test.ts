import assert from "node:assert/strict";
import { failure, HttpScene } from "./http-scene.js";
import { serverIdentity, TestServer } from "./test-server.js";

describe("Faults on the network for plugins", function () {
  this.timeout(120_000);
  let scene: HttpScene;

  before(async () => {
    scene = await HttpScene.open();
  });
  beforeEach(() => scene.reset());
  after(() => scene.close());

  it("checks the server's certificate even where the environment says not to", async () => {
    const stranger = await serverIdentity();
    const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      for (const roots of [[stranger.root], []]) {
        const { code } = await failure(scene.request({ roots }));
        assert.equal(code, "http.certificate-rejected");
      }
    } finally {
      if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
      else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
    }
    assert.deepEqual(scene.server.seen, []);
  });

  it("stops a body that is announced too large before it is read, and one that grows too large", async () => {
    scene.server.answer = ({ url }, response) => {
      if (url === "/announced") response.setHeader("content-length", "5000");
      response.end("x".repeat(5_000));
    };
    for (const path of ["announced", "grows"]) {
      const error = await failure(scene.request({ url: scene.server.url + path, maxBytes: 100 }));
      assert.equal(error.code, "http.body-too-large");
      assert.equal(error.effect, undefined);
    }
  });

  it("tells a truncated body from a lost connection", async () => {
    scene.server.answer = ({ url, socket }, response) => {
      if (url === "/lost") socket.destroy();
      else if (url === "/short") {
        response.writeHead(200, { "content-length": "100" });
        response.write("half", () => socket.end());
      } else response.write("chunk", () => socket.destroy());
    };
    for (const [path, code] of [
      ["lost", "http.connection-lost"],
      ["short", "http.truncated"],
      ["chunked", "http.truncated"],
    ] as const) {
      const error = await failure(
        scene.request({ method: "POST", url: scene.server.url + path, form: {} }),
      );
      assert.equal(error.code, code, path);
      assert.equal(error.effect, undefined);
      assert.notEqual(error.retry, undefined);
    }
  });

  it("gives up on a server that says nothing", async () => {
    scene.server.answer = () => undefined;
    // Long enough for a handshake on a busy machine: before it nothing is sent, and nothing open.
    const total = await failure(scene.request({ timeout: 1_500 }));
    assert.equal(total.code, "http.timeout");
    assert.equal(total.effect, undefined);
    scene.world.limits({ idle: 500 });
    scene.broker = scene.brokerOf({ network: ["profile:url"] });
    assert.equal((await failure(scene.request())).code, "http.timeout");
  });

  for (const [value, seconds] of [
    ["7", 7],
    ["Fri, 20 Nov 2026 09:02:00 GMT", 120],
    ["Fri, 20 Nov 2020 09:02:00 GMT", 0],
    // Never longer than a day, whatever it says.
    ["86400", 86_400],
    ["99999999", 86_400],
    ["9".repeat(400), 86_400],
    ["Fri, 31 Dec 9999 23:59:59 GMT", 86_400],
  ] as const) {
    it(`hands on how long a busy server asks to wait: ${value}`, async () => {
      scene.server.answer = (_request, response) =>
        void response.writeHead(seconds === 7 ? 429 : 503, { "retry-after": value }).end();
      const error = await failure(scene.request());
      assert.equal(error.code, "http.busy");
      assert.deepEqual(error.retry, { after: seconds });
    });
  }

  it("answers 503 without Retry-After as any status", async () => {
    scene.server.answer = (_request, response) => void response.writeHead(503).end();
    assert.equal((await scene.request()).status, 503);
  });

  it("rejects a certificate of unknown roots, of another name, and sends nothing then", async () => {
    const stranger = await serverIdentity();
    const misnamed = await TestServer.listen(await serverIdentity("elsewhere.example"));
    scene.broker = scene.brokerOf(
      { network: ["profile:url", "profile:misnamed"] },
      { misnamed: misnamed.url },
    );
    const attempts = [
      { method: "POST", form: { a: "1" }, roots: [stranger.root] },
      { url: misnamed.url, roots: [misnamed.identity.root] },
    ] as const;
    for (const attempt of attempts) {
      const error = await failure(scene.request(attempt));
      assert.equal(error.code, "http.certificate-rejected");
      assert.equal(error.effect, "none");
    }
    assert.equal(scene.server.seen.length + misnamed.seen.length, 0);
    await misnamed.close();
  });

  it("knows that nothing was sent when nobody listens", async () => {
    const gone = await TestServer.listen(scene.server.identity);
    const { url } = gone;
    await gone.close();
    scene.broker = scene.brokerOf({ network: ["profile:gone"] }, { gone: url });
    const error = await failure(scene.request({ method: "POST", url, form: { a: "1" } }));
    assert.equal(error.code, "http.unreachable");
    assert.equal(error.effect, "none");
    assert.equal(error.params["system"], "ECONNREFUSED");
    assert.equal(error.cause?.params["system"], "ECONNREFUSED");
  });

  it("never shows a secret in an error", async () => {
    scene.world.secrets.set("meridian/password", "line\nbreak-XYZZY");
    const error = await failure(
      scene.request({ headers: { authorization: { secret: "meridian/password" } } }),
    );
    scene.world.secrets.set("meridian/password", "correct horse");
    assert.equal(error.code, "http.bad-request");
    assert.doesNotMatch(JSON.stringify(error), /XYZZY/);
  });
});
