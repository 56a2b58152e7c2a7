import assert from "node:assert/strict";
import { pluginSource, problems, providerOf, reported, type TestManifest } from "../test-plugin.js";
import { textReferences } from "./text-references.js";

describe("rule text-references", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(textReferences, pluginSource()), []);
  });
  it("finds keys that English does not have, wherever a text may stand", async () => {
    const change = (m: TestManifest) => {
      const provider = providerOf(m);
      m["displayName"] = "%gone.1%";
      provider["title"] = "%gone.2%";
      provider.notice["text"] = "%gone.3%";
      provider.steps[1] = {
        name: "x",
        title: "%acme.keys%",
        actor: "host",
        asks: ["%gone.4%", { text: "%gone.5%" }],
      };
      provider["contacts"] = [{ topic: "%gone.6%", phone: "+352 1 23 45" }];
      provider.profile.properties["contract"] = {
        type: "string",
        title: "gone.7",
        enum: ["a"],
        enumTitles: ["%gone.8%"],
      };
    };
    const found = (await problems(textReferences, pluginSource(change))).map(
      ({ message }) => message.args?.["key"],
    );
    assert.deepEqual(
      found,
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `gone.${n}`),
    );
  });
  it("leaves a missing English catalogue to its own rule", async () => {
    assert.deepEqual(
      await reported(textReferences, pluginSource(undefined, { catalogues: [] })),
      [],
    );
  });
});
