import assert from "node:assert/strict";
import { pluginSource, problems, reported } from "../test-plugin.js";
import { patch } from "../apply-fixes.js";
import { apiDependency } from "./api-dependency.js";

describe("rule api-dependency", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(apiDependency, pluginSource()), []);
  });
  it("warns of a copy of the API, and moves it to the peers", async () => {
    const dependencies = { "@perennial/api": "^0.1.0" };
    const [problem] = await problems(
      apiDependency,
      pluginSource((m) => {
        m["dependencies"] = dependencies;
      }),
    );
    assert.equal(problem?.path, "/dependencies/@perennial~1api");
    assert.deepEqual(patch({ dependencies }, problem.fix?.operations ?? []), {
      dependencies: {},
      peerDependencies: dependencies,
    });
  });
  it("takes it among peers and for development", async () => {
    assert.deepEqual(
      await reported(
        apiDependency,
        pluginSource((m) => {
          m["peerDependencies"] = { "@perennial/api": "^0.1.0" };
          m["devDependencies"] = { "@perennial/api": "0.1.0" };
        }),
      ),
      [],
    );
  });
});
