import {
  PerennialError,
  type ErrorData,
  type HttpRequest,
  type HttpResponse,
} from "@perennial/api";
import assert from "node:assert/strict";
import type { Permissions } from "@perennial/api";
import { TestWorld } from "../test-support.js";
import { HttpBroker } from "./http-broker.js";
import { TestServer, serverIdentity } from "./test-server.js";

describe("The network for plugins", function () {
  this.timeout(10_000);
  let world: TestWorld;
  let server: TestServer;
  let other: TestServer;
  let broker: HttpBroker;

  before(async () => {
    const identity = await serverIdentity();
    [server, other] = await Promise.all([TestServer.listen(identity), TestServer.listen(identity)]);
    world = await TestWorld.open();
    world.secrets.set("meridian/password", "correct horse");
  });
  beforeEach(() => {
    server.seen.length = 0;
    other.seen.length = 0;
    world.limits();
    broker = brokerOf({ network: ["profile:url"], secrets: ["password"] });
  });
  after(async () => {
    await Promise.all([server.close(), other.close(), world.close()]);
  });

  const brokerOf = (permissions: Permissions, profile = {}) =>
    world.broker(HttpBroker, permissions, { profile: { url: server.url, ...profile } });
  const request = (more: Partial<HttpRequest> = {}): Promise<HttpResponse> =>
    broker.request({
      session: "s",
      method: "GET",
      url: server.url,
      roots: [server.identity.root],
      ...more,
    });
  const text = ({ body }: HttpResponse) => Buffer.from(body, "base64").toString();
  const failure = async (promise: Promise<unknown>): Promise<ErrorData> => {
    try {
      await promise;
    } catch (error) {
      assert.ok(PerennialError.is(error), String(error));
      return error.toJSON();
    }
    throw new assert.AssertionError({ message: "it did not fail" });
  };

  it("answers status, headers and body, but not the cookies", async () => {
    server.answer = (_request, response) => {
      response.writeHead(404, { "X-Kind": "page", "set-cookie": "id=1" }).end("gone");
    };
    const response = await request();
    assert.equal(response.status, 404);
    assert.equal(response.headers["x-kind"], "page");
    assert.equal(response.headers["set-cookie"], undefined);
    assert.equal(text(response), "gone");
  });

  it("checks the server's certificate even where the environment says not to", async () => {
    const stranger = await serverIdentity();
    const before = process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
    process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0";
    try {
      for (const roots of [[stranger.root], []]) {
        const { code } = await failure(request({ roots }));
        assert.equal(code, "http.certificate-rejected");
      }
    } finally {
      if (before === undefined) delete process.env["NODE_TLS_REJECT_UNAUTHORIZED"];
      else process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = before;
    }
    assert.deepEqual(server.seen, []);
  });

  it("makes six requests at once and lets the others wait", async () => {
    const open: (() => void)[] = [];
    let most = 0;
    server.answer = (_request, response) => {
      open.push(() => void response.end("ok"));
      most = Math.max(most, open.length);
      // All that may come are there: none of them is answered before.
      if (server.seen.length % 6 === 0) for (const answer of open.splice(0)) answer();
    };
    await Promise.all(Array.from({ length: 18 }, () => request()));
    assert.equal(server.seen.length, 18);
    assert.equal(most, 6);
  });

  it("keeps cookies within a session and forgets them when it is closed", async () => {
    server.answer = (_request, response) => {
      response.setHeader("set-cookie", "id=abc; Path=/; Secure; HttpOnly").end();
    };
    await request();
    await request();
    await request({ session: "another" });
    await broker.close("s");
    await request();
    assert.deepEqual(
      server.seen.map(({ headers }) => headers.cookie),
      [undefined, "id=abc", undefined, undefined],
    );
  });

  it("gives a session's cookies out, and goes on with them in another one", async () => {
    server.answer = (_request, response) => {
      response.setHeader("set-cookie", "id=abc; Path=/; Secure; HttpOnly").end();
    };
    await request();
    const cookies = await broker.cookies("s");
    await broker.close("s");
    await broker.restore("later", cookies);
    server.answer = (_request, response) => void response.end();
    await request();
    await request({ session: "later" });
    assert.deepEqual(
      server.seen.map(({ headers }) => headers.cookie),
      [undefined, undefined, "id=abc"],
    );
  });

  it("keeps the cookies of a session that a secret was sent in", async () => {
    server.answer = (_request, response) => {
      response.setHeader("set-cookie", "id=abc; Path=/; Secure; HttpOnly").end();
    };
    await request({ method: "POST", form: { password: { secret: "meridian/password" } } });
    await assert.rejects(broker.cookies("s"), { code: "http.bad-request" });
    await broker.close("s");
    await request();
    assert.match(await broker.cookies("s"), /abc/);
  });

  it("takes nothing as cookies that is none, before anything is sent", async () => {
    await assert.rejects(broker.restore("s", "no cookies"), (error: PerennialError) => {
      assert.equal(error.code, "http.bad-request");
      assert.equal(error.effect, "none");
      return true;
    });
  });

  it("sends forms with the secret in the place of its reference", async () => {
    server.answer = (_request, response) => void response.end();
    await request({
      method: "POST",
      form: { user: "a&b", password: { secret: "meridian/password" } },
    });
    const [seen] = server.seen;
    assert.equal(seen?.body, "user=a%26b&password=correct+horse");
    assert.equal(seen.headers["content-type"], "application/x-www-form-urlencoded");
  });

  it("sends multipart forms that a browser's parser reads", async () => {
    server.answer = (_request, response) => void response.end();
    const content = Buffer.from([0, 13, 10, 255, 45, 45]);
    await request({
      method: "POST",
      multipart: {
        reference: "é",
        password: { secret: "meridian/password" },
        csr: {
          name: 'a"b.pem',
          contentType: "application/x-pem",
          content: content.toString("base64"),
        },
      },
    });
    const [seen] = server.seen;
    assert.ok(seen !== undefined);
    assert.match(String(seen.headers["content-type"]), /^multipart\/form-data; boundary=/);
    assert.match(seen.body, /name="csr"; filename="a%22b.pem"\r\ncontent-type: application\/x-pem/);
    assert.match(seen.body, /name="reference"\r\n\r\né\r\n/);
    assert.match(seen.body, /correct horse/);
  });

  it("sends JSON", async () => {
    server.answer = (_request, response) => void response.end();
    await request({ method: "PUT", json: { a: [1] } });
    assert.equal(server.seen[0]?.body, '{"a":[1]}');
  });

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
      server.answer = ({ url }, response) => {
        if (url === "/") response.writeHead(status, { location: "/next?x=1" }).end();
        else response.end("there");
      };
      const response = await request({
        method,
        ...(method === "HEAD" ? {} : { form: { a: "1" } }),
      });
      assert.equal(response.url, `${server.url}next?x=1`);
      assert.equal(server.seen[1]?.line, `${becomes} /next?x=1`);
      assert.equal(server.seen[1].body, becomes === method && method !== "HEAD" ? "a=1" : "");
    });
  }

  it("answers the redirect itself when none is to be followed", async () => {
    server.answer = (_request, response) => void response.writeHead(303, { location: "/b" }).end();
    const response = await request({ maxRedirects: 0 });
    assert.equal(response.status, 303);
    assert.equal(response.headers["location"], "/b");
  });

  it("does not run in circles", async () => {
    server.answer = (_request, response) => void response.writeHead(302, { location: "/" }).end();
    const error = await failure(request({ maxRedirects: 2 }));
    assert.equal(error.code, "http.too-many-redirects");
    assert.equal(server.seen.length, 3);
    assert.equal(error.effect, undefined);
  });

  it("checks each hop, and does not call it without effect after the first was sent", async () => {
    server.answer = (_request, response) =>
      void response.writeHead(307, { location: other.url }).end();
    const error = await failure(request({ method: "POST", form: { a: "1" } }));
    assert.equal(error.code, "http.host-not-allowed");
    assert.equal(error.effect, undefined);
    assert.equal(other.seen.length, 0);
  });

  it("sends neither secrets nor headers on to another origin, even an allowed one", async () => {
    broker = brokerOf(
      { network: ["profile:url", "profile:second"], secrets: ["password"] },
      { second: other.url },
    );
    server.answer = ({ method }, response) =>
      void response.writeHead(method === "GET" ? 302 : 307, { location: other.url }).end();
    other.answer = (_request, response) => void response.end();
    await request({ headers: { authorization: { secret: "meridian/password" } } });
    assert.equal(server.seen[0]?.headers.authorization, "correct horse");
    assert.equal(other.seen[0]?.headers.authorization, undefined);
    const error = await failure(
      request({ method: "POST", form: { p: { secret: "meridian/password" } } }),
    );
    assert.equal(error.code, "http.secret-redirect");
    assert.equal(other.seen.length, 1);
  });

  it("stops a body that is announced too large before it is read, and one that grows too large", async () => {
    server.answer = ({ url }, response) => {
      if (url === "/announced") response.setHeader("content-length", "5000");
      response.end("x".repeat(5_000));
    };
    for (const path of ["announced", "grows"]) {
      const error = await failure(request({ url: server.url + path, maxBytes: 100 }));
      assert.equal(error.code, "http.body-too-large");
      assert.equal(error.effect, undefined);
    }
  });

  it("tells a truncated body from a lost connection", async () => {
    server.answer = ({ url, socket }, response) => {
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
      const error = await failure(request({ method: "POST", url: server.url + path, form: {} }));
      assert.equal(error.code, code, path);
      assert.equal(error.effect, undefined);
      assert.notEqual(error.retry, undefined);
    }
  });

  it("gives up on a server that says nothing", async () => {
    server.answer = () => undefined;
    // Long enough for a handshake on a busy machine: before it nothing is sent, and nothing open.
    const total = await failure(request({ timeout: 1_500 }));
    assert.equal(total.code, "http.timeout");
    assert.equal(total.effect, undefined);
    world.limits({ idle: 500 });
    broker = brokerOf({ network: ["profile:url"] });
    assert.equal((await failure(request())).code, "http.timeout");
  });

  for (const [value, seconds] of [
    ["7", 7],
    ["Fri, 20 Nov 2026 09:02:00 GMT", 120],
    ["Fri, 20 Nov 2020 09:02:00 GMT", 0],
  ] as const) {
    it(`hands on how long a busy server asks to wait: ${value}`, async () => {
      server.answer = (_request, response) =>
        void response.writeHead(seconds === 7 ? 429 : 503, { "retry-after": value }).end();
      const error = await failure(request());
      assert.equal(error.code, "http.busy");
      assert.deepEqual(error.retry, { after: seconds });
    });
  }

  it("answers 503 without Retry-After as any status", async () => {
    server.answer = (_request, response) => void response.writeHead(503).end();
    assert.equal((await request()).status, 503);
  });

  it("rejects a certificate of unknown roots, of another name, and sends nothing then", async () => {
    const stranger = await serverIdentity();
    const misnamed = await TestServer.listen(await serverIdentity("elsewhere.example"));
    broker = brokerOf({ network: ["profile:url", "profile:misnamed"] }, { misnamed: misnamed.url });
    const attempts = [
      { method: "POST", form: { a: "1" }, roots: [stranger.root] },
      { url: misnamed.url, roots: [misnamed.identity.root] },
    ] as const;
    for (const attempt of attempts) {
      const error = await failure(request(attempt));
      assert.equal(error.code, "http.certificate-rejected");
      assert.equal(error.effect, "none");
    }
    assert.equal(server.seen.length + misnamed.seen.length, 0);
    await misnamed.close();
  });

  it("knows that nothing was sent when nobody listens", async () => {
    const gone = await TestServer.listen(server.identity);
    const { url } = gone;
    await gone.close();
    broker = brokerOf({ network: ["profile:gone"] }, { gone: url });
    const error = await failure(request({ method: "POST", url, form: { a: "1" } }));
    assert.equal(error.code, "http.unreachable");
    assert.equal(error.effect, "none");
    assert.equal(error.params["system"], "ECONNREFUSED");
    assert.equal(error.cause?.params["system"], "ECONNREFUSED");
  });

  it("never shows a secret in an error", async () => {
    world.secrets.set("meridian/password", "line\nbreak-XYZZY");
    const error = await failure(
      request({ headers: { authorization: { secret: "meridian/password" } } }),
    );
    world.secrets.set("meridian/password", "correct horse");
    assert.equal(error.code, "http.bad-request");
    assert.doesNotMatch(JSON.stringify(error), /XYZZY/);
  });
});
