import assert from "node:assert/strict";
import { pluginSource, problems, providerOf, reported } from "../test-plugin.js";
import { operationNames } from "./operation-names.js";

describe("rule operation-names", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(operationNames, pluginSource()), []);
  });
  it("refuses names that are not in kebab case, and offers them in it", async () => {
    const [problem, ...others] = await problems(
      operationNames,
      pluginSource((m) => {
        providerOf(m)["operations"] = ["send", "encryptFile"];
      }),
    );
    assert.deepEqual(others, []);
    assert.deepEqual(problem?.fix?.operations, [
      {
        op: "replace",
        path: "/perennial/contributes/providers/0/operations/1",
        value: "encrypt-file",
      },
    ]);
  });
});
