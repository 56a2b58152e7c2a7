import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readTags } from "./html.js";

describe("The tags of a page", () => {
  it("are read with their attributes and the text after them, decoded", () => {
    const [form, input] = readTags(
      `<FORM Action=/x>A &amp; B&#x103;<input TYPE='hidden' name=csrf value="1 &lt; 2" value=no>`,
    );
    assert.equal(form?.name, "form");
    assert.equal(form?.attributes.get("action"), "/x");
    assert.equal(form?.text, "A & B\u0103");
    assert.deepEqual(
      [...(input?.attributes ?? [])],
      [
        ["type", "hidden"],
        ["name", "csrf"],
        ["value", "1 < 2"],
      ],
    );
  });

  it("are not those in comments, scripts and styles", () => {
    const page = "<!-- <a> --><script>if (a<b) '<i>'</script><style><u></style><p>";
    assert.deepEqual(
      readTags(page).map(({ name }) => name),
      ["script", "style", "p"],
    );
  });

  it("give back any attribute value that was escaped", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const escaped = value.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
        assert.equal(readTags(`<p x="${escaped}">`)[0]?.attributes.get("x"), value);
      }),
    );
  });

  it("ends on any text, and never invents a tag", () => {
    const pieces = fc.constantFrom(
      "<",
      ">",
      "a",
      '"',
      "'",
      "=",
      "/",
      "!",
      "-",
      " ",
      "&",
      "<p ",
      "<!--",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const html = parts.join("");
        const tags = readTags(html);
        assert.ok(tags.length <= (html.match(/</g) ?? []).length);
        for (const { name } of tags) assert.match(name, /^[a-z]/);
      }),
    );
  });

  it("reads a page of many scripts in linear time", () => {
    const page = "<script>1</SCRIPT>".repeat(60_000);
    const begun = process.cpuUsage();
    assert.equal(readTags(page).length, 60_000);
    // Copying the page for each script takes more than ten seconds.
    assert.ok(process.cpuUsage(begun).user < 3_000_000);
  });
});
