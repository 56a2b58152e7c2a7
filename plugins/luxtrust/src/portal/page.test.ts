import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Page } from "./page.js";

describe("Reading the portals' pages", () => {
  it("finds the hidden field however it is written", () => {
    for (const html of [
      '<input type="hidden" name="csrf" value="T">',
      "<INPUT TYPE=hidden NAME=csrf VALUE=T>",
      "<form><p>x<input value='T'\n name = 'csrf'\ttype='hidden' /></form>",
      '<input name="csrf" type="Hidden" value="T" value="other" disabled>',
      '<!-- <input type="hidden" name="csrf" value="old"> --><input type="hidden" name="csrf" value="T">',
      "<script>if (a<b) s = '<input type=hidden name=csrf value=fake>'</script><input type=hidden name=csrf value=T>",
    ]) {
      assert.equal(new Page(html).hidden("csrf"), "T", html);
    }
  });

  it("does not take a visible field, or another's, for it", () => {
    for (const html of [
      '<input type="text" name="csrf" value="T">',
      '<input type="hidden" name="csrf2" value="T">',
      '<p title="<input type=hidden name=csrf value=T>">no</p>',
      "",
    ]) {
      assert.equal(new Page(html).hidden("csrf"), undefined, html);
    }
  });

  it("reads an error page's code, detail and text", () => {
    const html = `<html><p class="big error" data-code="order.duplicate" data-detail="1 &lt; 2 &amp; &#39;x&#x27;">Already&nbsp;ordered</p>`;
    assert.deepEqual(new Page(html).error(), {
      code: "order.duplicate",
      detail: "1 < 2 & 'x'",
      text: "Already\u00A0ordered",
    });
    assert.equal(new Page('<p class="errors" data-code="x">').error(), undefined);
    assert.equal(new Page('<p class="error">without a code</p>').error(), undefined);
  });

  it("reads a receipt", () => {
    assert.equal(new Page('<p data-receipt="U-000123">').receipt(), "U-000123");
    assert.equal(new Page('<p data-receipt="">').receipt(), undefined);
  });

  it("gives back any attribute value that was escaped", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.constantFrom('"', "'"), (value, quote) => {
        const escaped = value
          .replaceAll("&", "&amp;")
          .replaceAll("<", "&lt;")
          .replaceAll('"', "&quot;")
          .replaceAll("'", "&#39;");
        const html = `<p>before<input type=${quote}hidden${quote} name=x value=${quote}${escaped}${quote}>after`;
        assert.equal(new Page(html).hidden("x"), value);
      }),
    );
  });
});
