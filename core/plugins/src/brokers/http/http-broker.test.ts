import type { PerennialError } from "@perennial/api";
import assert from "node:assert/strict";
import { failure, HttpScene, text } from "./http-scene.js";

describe("The network for plugins", function () {
  this.timeout(120_000);
  let scene: HttpScene;

  before(async () => {
    scene = await HttpScene.open();
  });
  beforeEach(() => scene.reset());
  after(() => scene.close());

  it("answers status, headers and body, but not the cookies", async () => {
    scene.server.answer = (_request, response) => {
      response.writeHead(404, { "X-Kind": "page", "set-cookie": "id=1" }).end("gone");
    };
    const response = await scene.request();
    assert.equal(response.status, 404);
    assert.equal(response.headers["x-kind"], "page");
    assert.equal(response.headers["set-cookie"], undefined);
    assert.equal(text(response), "gone");
  });

  it("makes six requests at once and lets the others wait", async () => {
    const open: (() => void)[] = [];
    let most = 0;
    scene.server.answer = (_request, response) => {
      open.push(() => void response.end("ok"));
      most = Math.max(most, open.length);
      // All that may come are there: none of them is answered before.
      if (scene.server.seen.length % 6 === 0) for (const answer of open.splice(0)) answer();
    };
    await Promise.all(Array.from({ length: 18 }, () => scene.request()));
    assert.equal(scene.server.seen.length, 18);
    assert.equal(most, 6);
  });

  it("keeps cookies within a session and forgets them when it is closed", async () => {
    scene.server.answer = (_request, response) => {
      response.setHeader("set-cookie", "id=abc; Path=/; Secure; HttpOnly").end();
    };
    await scene.request();
    await scene.request();
    await scene.request({ session: "another" });
    await scene.broker.close("s");
    await scene.request();
    assert.deepEqual(
      scene.server.seen.map(({ headers }) => headers.cookie),
      [undefined, "id=abc", undefined, undefined],
    );
  });

  it("gives a session's cookies out, and goes on with them in another one", async () => {
    scene.server.answer = (_request, response) => {
      response.setHeader("set-cookie", "id=abc; Path=/; Secure; HttpOnly").end();
    };
    await scene.request();
    const cookies = await scene.broker.cookies("s");
    await scene.broker.close("s");
    await scene.broker.restore("later", cookies);
    scene.server.answer = (_request, response) => void response.end();
    await scene.request();
    await scene.request({ session: "later" });
    assert.deepEqual(
      scene.server.seen.map(({ headers }) => headers.cookie),
      [undefined, undefined, "id=abc"],
    );
  });

  it("keeps the cookies of a session that a secret was sent in", async () => {
    scene.server.answer = (_request, response) => {
      response.setHeader("set-cookie", "id=abc; Path=/; Secure; HttpOnly").end();
    };
    await scene.request({ method: "POST", form: { password: { secret: "meridian/password" } } });
    await assert.rejects(scene.broker.cookies("s"), { code: "http.bad-request" });
    await scene.broker.close("s");
    await scene.request();
    assert.match(await scene.broker.cookies("s"), /abc/);
  });

  it("takes no cookies that would break a header, or the host when they are asked for again", async () => {
    const cookie = { key: "id", value: "abc", domain: "example.org", path: "/" };
    const wrong = [
      { ...cookie, creation: "yesterday" },
      { ...cookie, expires: 5 },
      { ...cookie, value: "abc\r\nx-evil: 1" },
      { ...cookie, value: "abc; admin=1" },
      { ...cookie, key: "\u{1f36a}" },
      { ...cookie, domain: { toString: "x" } },
      null,
    ];
    for (const one of wrong) {
      const cookies = JSON.stringify({ cookies: [cookie, one] });
      await assert.rejects(scene.broker.restore("s", cookies), { code: "http.bad-request" });
    }
    assert.doesNotMatch(await scene.broker.cookies("s"), /abc/);
    await scene.broker.restore("s", JSON.stringify({ cookies: [cookie] }));
    assert.match(await scene.broker.cookies("s"), /abc/);
  });

  it("takes nothing as cookies that is none, before anything is sent", async () => {
    await assert.rejects(scene.broker.restore("s", "no cookies"), (error: PerennialError) => {
      assert.equal(error.code, "http.bad-request");
      assert.equal(error.effect, "none");
      return true;
    });
  });

  it("sends forms with the secret in the place of its reference", async () => {
    scene.server.answer = (_request, response) => void response.end();
    await scene.request({
      method: "POST",
      form: { user: "a&b", password: { secret: "meridian/password" } },
    });
    const [seen] = scene.server.seen;
    assert.equal(seen?.body, "user=a%26b&password=correct+horse");
    assert.equal(seen.headers["content-type"], "application/x-www-form-urlencoded");
  });

  it("sends XML with the secret as character data", async () => {
    scene.server.answer = (_request, response) => void response.end();
    const secret = `]]>&lt;"<b>'\t\r\n é😀`;
    scene.world.secrets.set("meridian/password", secret);
    await scene.request({
      method: "POST",
      headers: { soapaction: '""' },
      xml: ["<token><password>", { secret: "meridian/password" }, "</password></token>"],
    });
    const [seen] = scene.server.seen;
    assert.equal(seen?.headers["content-type"], "text/xml; charset=utf-8");
    assert.equal(
      seen.body,
      "<token><password>]]&gt;&amp;lt;&quot;&lt;b&gt;&#39;&#9;&#13;&#10; é😀</password></token>",
    );
  });

  for (const character of ["\u0000", "\u001b", "\ufffe", "\ud800"]) {
    it(`sends no XML with a secret that it cannot carry (${JSON.stringify(character)})`, async () => {
      scene.world.secrets.set("meridian/password", `a${character}b`);
      const xml = ["<p>", { secret: "meridian/password" }, "</p>"];
      const { code, effect } = await failure(scene.request({ method: "POST", xml }));
      assert.deepEqual([code, effect], ["http.secret-not-xml", "none"]);
      assert.deepEqual(scene.server.seen, []);
    });
  }

  it("sends multipart forms that a browser's parser reads", async () => {
    scene.server.answer = (_request, response) => void response.end();
    const content = Buffer.from([0, 13, 10, 255, 45, 45]);
    await scene.request({
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
    const [seen] = scene.server.seen;
    assert.ok(seen !== undefined);
    assert.match(String(seen.headers["content-type"]), /^multipart\/form-data; boundary=/);
    assert.match(seen.body, /name="csr"; filename="a%22b.pem"\r\ncontent-type: application\/x-pem/);
    assert.match(seen.body, /name="reference"\r\n\r\né\r\n/);
    assert.match(seen.body, /correct horse/);
  });

  it("sends JSON", async () => {
    scene.server.answer = (_request, response) => void response.end();
    await scene.request({ method: "PUT", json: { a: [1] } });
    assert.equal(scene.server.seen[0]?.body, '{"a":[1]}');
  });
});
