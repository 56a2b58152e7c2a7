import assert from "node:assert/strict";
import { pluginSource, providerOf, reported } from "../test-plugin.js";
import { accountsBy } from "./accounts-by.js";

describe("rule accounts-by", () => {
  it("finds nothing in a sound plugin", async () => {
    assert.deepEqual(await reported(accountsBy, pluginSource()), []);
  });
  it("refuses fields that cannot decide", async () => {
    for (const [by, text] of [
      ["gone", "no-field"],
      ["portalUrl", "no-enum"],
    ] as const) {
      assert.deepEqual(
        await reported(
          accountsBy,
          pluginSource((m) => {
            providerOf(m)["accounts"] = { by, values: {} };
          }),
        ),
        [`/perennial/contributes/providers/0/accounts/by rule.accounts-by.${text}`],
      );
    }
    assert.deepEqual(
      await reported(
        accountsBy,
        pluginSource((m) => {
          providerOf(m).profile["required"] = [];
        }),
      ),
      ["/perennial/contributes/providers/0/accounts/by rule.accounts-by.optional"],
    );
  });
  it("wants accounts for exactly the values that there are, with usable names", async () => {
    const values = { one: ["CRYPT", "../x"], three: ["x"] };
    assert.deepEqual(
      await reported(
        accountsBy,
        pluginSource((m) => {
          providerOf(m)["accounts"] = { by: "contract", values };
        }),
      ),
      [
        "/perennial/contributes/providers/0/accounts/values rule.accounts-by.uncovered",
        "/perennial/contributes/providers/0/accounts/values/three rule.accounts-by.no-value",
        "/perennial/contributes/providers/0/accounts/values/one/1 rule.accounts-by.name",
      ],
    );
  });
});
