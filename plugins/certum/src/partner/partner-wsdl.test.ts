import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { partnerWsdl } from "./partner-wsdl.js";

describe("The WSDL that the plugin carries", () => {
  it("is the document, to the letter", () => {
    const document = new URL("../../../docs/partner-api.wsdl", import.meta.url);
    assert.equal(partnerWsdl, readFileSync(document, "utf8"));
  });
});
