import assert from "node:assert/strict";
import { pluginSource, reported } from "../test-plugin.js";
import { documentSignatures } from "./document-signatures.js";

describe("rule document-signatures", () => {
  it("finds nothing in a sound plugin, nor in one that signs with keys", async () => {
    assert.deepEqual(await reported(documentSignatures, pluginSource()), []);
    const signing = pluginSource((m) => {
      m.perennial.permissions["signatures"] = ["documents"];
      m.perennial.permissions["keys"] = ["sign"];
    });
    assert.deepEqual(await reported(documentSignatures, signing), []);
  });

  it("refuses documents to sign and no key to sign them with", async () => {
    const source = pluginSource((m) => {
      m.perennial.permissions["signatures"] = ["documents"];
    });
    const found = ["/perennial/permissions/signatures/0 rule.document-signatures"];
    assert.deepEqual(await reported(documentSignatures, source), found);
  });
});
