import { PerennialError } from "@perennial/api";
import assert from "node:assert/strict";
import { assert as check, constantFrom, property, string } from "fast-check";
import { failure, HttpScene, text } from "./http-scene.js";
import { RevealedSecrets } from "./revealed-secrets.js";

const password = `hün/ter "2" <&+'\\%é`;

function revealed(...secrets: readonly string[]): RevealedSecrets {
  const all = new RevealedSecrets();
  for (const secret of secrets) all.add(secret);
  return all;
}

const xml = (text: string) =>
  text.replace(/[&<>"]/g, (found) => `&#${String(found.codePointAt(0))};`);
const named = (text: string) =>
  text.replace(
    /[&<>"'ü é]/g,
    (found) =>
      ({
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "'": "&#x27;",
        ü: "&uuml;",
        é: "&eacute;",
      })[found] ?? found,
  );

const forms: readonly (readonly [string, (secret: string) => string])[] = [
  ["as it is", (secret) => secret],
  ["in capital letters", (secret) => secret.toUpperCase()],
  ["decomposed", (secret) => secret.normalize("NFD")],
  ["as XML's numeric references", xml],
  ["as HTML's named references", named],
  ["escaped for XML twice", (secret) => named(named(secret))],
  ["percent-encoded", encodeURIComponent],
  ["percent-encoded twice", (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ["as a form has it", (secret) => new URLSearchParams({ p: secret }).toString().slice(2)],
  ["as JSON", (secret) => JSON.stringify(secret)],
  ["as JSON in JSON", (secret) => JSON.stringify(JSON.stringify(secret))],
  [
    "as JSON of ASCII",
    (secret) =>
      secret.replace(/./gs, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`),
  ],
  ["as base64", (secret) => Buffer.from(`user:${secret}!`).toString("base64")],
  ["as base64url", (secret) => Buffer.from(`u:${secret}`).toString("base64url")],
  ["as hexadecimal", (secret) => Buffer.from(secret).toString("hex")],
];

describe("Secrets that come back", function () {
  this.timeout(120_000);

  for (const [name, form] of forms) {
    it(`are blanked ${name}`, () => {
      const answer = Buffer.from(`<begin> ${form(password)} <end>`);
      const shown = revealed(password).body(answer).toString();
      assert.match(shown, /\[secret\]/);
      assert.doesNotMatch(shown, /ter|dGVy|7465/i);
    });
  }

  it("are blanked in the charsets of older portals and in UTF-16", () => {
    const secrets = revealed("zażółć gęślą");
    const latin2 = Buffer.from("7a61bff3b3e62067eab66cb1", "hex");
    assert.equal(secrets.body(latin2).toString(), "[secret]");
    const wide = Buffer.from("zażółć gęślą", "utf16le");
    assert.equal(secrets.body(wide).toString(), "[secret]");
    assert.equal(secrets.body(wide.swap16()).toString(), "[secret]");
  });

  it("are blanked whatever they are", () => {
    const secret = string({ unit: "grapheme", minLength: 6, maxLength: 20 });
    check(
      property(secret, constantFrom(encodeURIComponent, JSON.stringify, String), (one, as) => {
        const shown = revealed(one).text(`<${as(one)}>`);
        assert.ok(shown.includes("[secret]") && !shown.includes(as(one)));
      }),
    );
  });

  it("leave what is no secret byte for byte as it was", () => {
    const content = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
    assert.equal(revealed(password, "correct horse").body(content), content);
  });

  it("are blanked as a word only where they are short, and not looked for where they are shorter", () => {
    const answer = "code=1234;n=91234;%3D1234&abc";
    assert.equal(revealed("1234", "abc", "").text(answer), "code=[secret];n=91234;%3D[secret]&abc");
  });

  it("are blanked as a word only where they are words, so that a page's codes stay what they are", () => {
    const answer = '<p data-code="login.wrong-password" id="wrong_login">You typed "Password".</p>';
    const shown = revealed("password", "login", "wrong").text(answer);
    assert.equal(shown, answer.replace("Password", "[secret]"));
  });

  it("do not take long to look for in a long answer", () => {
    const content = Buffer.from("&amp;%25\\\\hün".repeat(100_000));
    assert.equal(revealed("&&&&%%%%\\\\\\\\hünt").body(content), content);
  });

  it("are blanked in the causes of errors", () => {
    const cause = new Error(`cannot parse ${password}`);
    const error = new PerennialError("a.b", { list: [password] }, { detail: password, cause });
    const shown = revealed(password).error(error);
    assert.ok(PerennialError.is(shown));
    assert.deepEqual(shown.toJSON(), {
      code: "a.b",
      params: { list: ["[secret]"] },
      detail: "[secret]",
      cause: {
        code: "internal.unexpected",
        params: { name: "Error" },
        detail: "cannot parse [secret]",
      },
    });
  });
});

describe("A portal that echoes what it was sent", function () {
  this.timeout(120_000);
  let scene: HttpScene;

  before(async () => {
    scene = await HttpScene.open();
  });
  beforeEach(() => scene.reset());
  after(() => scene.close());

  const login = { method: "POST", xml: ["<p>", { secret: "meridian/password" }, "</p>"] } as const;

  it("gives a plugin no secret in bodies, headers and addresses", async () => {
    scene.world.secrets.set("meridian/password", `h<nter "2"`);
    scene.server.answer = (request, response, body) => {
      if (request.method === "GET") response.setHeader("x-echo", `was h<nter "2"`).end(body);
      else response.writeHead(200, { "x-echo": `h<nter "2"` }).end(`<fault>${body}</fault>`);
    };
    const answered = await scene.request(login);
    assert.equal(text(answered), "<fault><p>[secret]</p></fault>");
    assert.equal(answered.headers["x-echo"], "[secret]");
    await scene.broker.close("s");
    const later = await scene.request({ session: "another" });
    assert.equal(later.headers["x-echo"], "was [secret]");
  });

  it("gives a plugin no secret in the address that it redirects to", async () => {
    scene.server.answer = (request, response) => {
      if (request.method === "GET") response.end();
      else response.writeHead(303, { location: "/?p=correct%20horse" }).end();
    };
    const { url } = await scene.request(login);
    assert.equal(url, `${scene.server.url}?p=[secret]`);
  });

  it("gives out no cookies with a secret in them, of another session either", async () => {
    scene.server.answer = (_request, response) => {
      response.setHeader("set-cookie", "p=correct%20horse; Path=/; Secure").end();
    };
    await scene.request(login);
    await scene.request({ session: "another" });
    const { code } = await failure(scene.broker.cookies("another"));
    assert.equal(code, "http.bad-request");
  });
});
