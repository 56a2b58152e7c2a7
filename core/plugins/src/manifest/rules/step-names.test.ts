import assert from "node:assert/strict";
import { pluginSource, problems, providerOf, reported } from "../test-plugin.js";
import { stepNames } from "./step-names.js";

describe("rule step-names", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(stepNames, pluginSource()), []);
  });
  it("refuses two steps of one name and names that are not in kebab case", async () => {
    const plugin = pluginSource((m) => {
      providerOf(m).steps = [
        { name: "a-b" },
        { name: "a-b" },
        { name: "OrderCertificate" },
        { name: "é" },
      ];
    });
    assert.deepEqual(await reported(stepNames, plugin), [
      "/perennial/contributes/providers/0/steps/1/name rule.step-names.twice",
      "/perennial/contributes/providers/0/steps/2/name rule.step-names.format",
      "/perennial/contributes/providers/0/steps/3/name rule.step-names.format",
    ]);
    const fixes = (await problems(stepNames, plugin)).map(({ fix }) => fix?.operations[0]);
    assert.deepEqual(fixes, [
      undefined,
      {
        op: "replace",
        path: "/perennial/contributes/providers/0/steps/2/name",
        value: "order-certificate",
      },
      undefined,
    ]);
  });
});
