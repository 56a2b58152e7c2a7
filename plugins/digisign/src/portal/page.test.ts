import { PerennialError } from "@perennial/api";
import assert from "node:assert/strict";
import { html, json, jsonError, refusal } from "../testing/fake-portal.js";
import { errorIn, hiddenField, jsonIn, pictureOf } from "./page.js";
import { portalError } from "./portal-errors.js";

const request = {
  session: "s",
  method: "GET",
  url: "https://www.digisign.ro/portal/renewal",
} as const;
const isChanged = (error: unknown) => PerennialError.is(error, "digisign.portal-changed");

describe("Pages of DigiSign", () => {
  it("give the form’s token and the picture’s address, relative or not", () => {
    const page = html(
      request,
      200,
      `<IMG SRC="code.png?n=1&amp;x=2" CLASS="big validation"><input type=hidden name=csrf value='T&#x27;1'>`,
    );
    assert.equal(hiddenField(page, "csrf"), "T'1");
    assert.equal(pictureOf(page), "https://www.digisign.ro/portal/code.png?n=1&x=2");
  });

  it("are said to have changed without them", () => {
    const page = html(request, 200, '<input name=csrf value=T><img src="logo.png">');
    assert.throws(() => hiddenField(page, "csrf"), isChanged);
    assert.throws(() => pictureOf(page), isChanged);
    assert.throws(() => jsonIn(page), isChanged);
  });

  it("say their errors in HTML, those of the signer in JSON", () => {
    assert.deepEqual(errorIn(refusal(request, 400, "code.wrong", "1 &lt; 2")), {
      code: "code.wrong",
      detail: "1 < 2",
      text: "No: code.wrong",
    });
    assert.deepEqual(errorIn(jsonError(request, 409, "document.duplicate", "D-000123")), {
      code: "document.duplicate",
      detail: "D-000123",
      text: "",
    });
    for (const odd of [null, 1, {}, { error: "x" }, { error: { code: 7 } }, { error: null }]) {
      assert.equal(errorIn(json(request, 400, odd)), undefined, JSON.stringify(odd));
    }
  });

  it("leave open whether something happened with any status but a refusal’s", () => {
    for (const status of [200, 302, 500, 502, 503]) {
      const error = portalError(html(request, status, ""));
      assert.equal(error.code, "digisign.portal-unexpected");
      assert.equal(error.effect, undefined, String(status));
    }
    assert.equal(portalError(refusal(request, 500, "order.duplicate")).effect, undefined);
    assert.equal(portalError(html(request, 403, "")).effect, "none");
    assert.equal(portalError(jsonError(request, 404, "order.unknown")).effect, "none");
  });
});
