import assert from "node:assert/strict";
import { pluginSource, problems, reported } from "../test-plugin.js";
import { moduleType } from "./module-type.js";

describe("rule module-type", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(moduleType, pluginSource()), []);
  });
  it("refuses a .js that Node would read as CommonJS, and says how to mend it", async () => {
    const [problem] = await problems(
      moduleType,
      pluginSource((m) => {
        delete m["type"];
      }),
    );
    assert.equal(problem?.path, "/type");
    assert.deepEqual(problem?.fix?.operations, [{ op: "add", path: "/type", value: "module" }]);
  });
  it("takes an .mjs without it", async () => {
    assert.deepEqual(
      await reported(
        moduleType,
        pluginSource((m) => {
          delete m["type"];
          m["main"] = "plugin.mjs";
        }),
      ),
      [],
    );
  });
});
