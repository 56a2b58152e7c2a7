import assert from "node:assert/strict";
import * as fc from "fast-check";
import { errorPage, escapeHtml } from "./html.js";
import { PortalError } from "./portal-error.js";

describe("A page of a portal", () => {
  it("never lets text become markup", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = escapeHtml(text);
        assert.doesNotMatch(escaped, /[<>"']/);
        const back = escaped
          .replaceAll("&lt;", "<")
          .replaceAll("&gt;", ">")
          .replaceAll("&quot;", '"')
          .replaceAll("&#39;", "'")
          .replaceAll("&amp;", "&");
        assert.equal(back, text);
      }),
    );
  });

  it("shows a refusal with its code and detail", () => {
    const answer = errorPage(new PortalError(409, "a.code", "Because <b>", 'say "no"'));
    assert.equal(answer.status, 409);
    assert.match(
      answer.body.toString(),
      /<p class="error" data-code="a\.code" data-detail="say &quot;no&quot;">\s*Because &lt;b&gt;/,
    );
  });
});
