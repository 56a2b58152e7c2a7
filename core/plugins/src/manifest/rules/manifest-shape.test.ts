import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { manifestShape } from "./manifest-shape.js";

describe("rule manifest-shape", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(manifestShape, pluginSource()), []);
  });
  it("names what is missing, what is not known and what is of another type", async () => {
    const plugin = pluginSource((m) => {
      delete m["publisher"];
      m["version"] = 1;
      const provider = providerOf(m);
      provider["kind"] = "rekeying";
      provider["profil"] = {};
      provider.profile["type"] = "array";
      provider.steps = [];
      m.perennial.permissions["files"] = { exportFolder: "delete" };
    });
    assert.deepEqual((await reported(manifestShape, plugin)).toSorted(), [
      " rule.manifest-shape.required",
      "/perennial/contributes/providers/0/kind rule.manifest-shape.enum",
      "/perennial/contributes/providers/0/profil rule.manifest-shape.unknown",
      "/perennial/contributes/providers/0/profile/type rule.manifest-shape.enum",
      "/perennial/contributes/providers/0/steps rule.manifest-shape.other",
      "/perennial/permissions/files/exportFolder rule.manifest-shape.enum",
      "/version rule.manifest-shape.type",
    ]);
  });
  it("leaves members of package.json that are not ours alone", async () => {
    assert.deepEqual(
      await reported(
        manifestShape,
        pluginSource((m) => {
          m["repository"] = 1;
          m["engines"] = { node: ">=26", perennial: "^0.1.0" };
        }),
      ),
      [],
    );
  });
});
