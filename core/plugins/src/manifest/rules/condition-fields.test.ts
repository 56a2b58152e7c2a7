import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { conditionFields } from "./condition-fields.js";

describe("rule condition-fields", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(conditionFields, pluginSource()), []);
  });
  it("compares fields that there are with values that they can have", async () => {
    const plugin = pluginSource((m) => {
      const provider = providerOf(m);
      provider.steps = [
        { when: { gone: "x" } },
        { when: { contract: "three" } },
        { when: { portalUrl: true } },
        { when: { account: "third" } },
        { asks: ["a", { text: "b", when: { contract: "four" } }] },
        { variants: [{ when: { contract: "five" }, actor: "host" }] },
      ];
      provider["contacts"] = [{ when: { toString: "x" } }];
    });
    assert.deepEqual(await reported(conditionFields, plugin), [
      "/perennial/contributes/providers/0/steps/0/when/gone rule.condition-fields.no-field",
      "/perennial/contributes/providers/0/steps/1/when/contract rule.condition-fields.no-value",
      "/perennial/contributes/providers/0/steps/2/when/portalUrl rule.condition-fields.type",
      "/perennial/contributes/providers/0/steps/3/when/account rule.condition-fields.no-account",
      "/perennial/contributes/providers/0/steps/4/asks/1/when/contract rule.condition-fields.no-value",
      "/perennial/contributes/providers/0/steps/5/variants/0/when/contract rule.condition-fields.no-value",
      "/perennial/contributes/providers/0/contacts/0/when/toString rule.condition-fields.no-field",
    ]);
  });
  it("knows the one account of a provider without accounts", async () => {
    const plugin = pluginSource((m) => {
      const provider = providerOf(m);
      delete provider["accounts"];
      provider.steps = [{ when: { account: "main" } }, { when: { account: "left" } }];
    });
    assert.deepEqual(await reported(conditionFields, plugin), [
      "/perennial/contributes/providers/0/steps/1/when/account rule.condition-fields.no-account",
    ]);
  });
});
