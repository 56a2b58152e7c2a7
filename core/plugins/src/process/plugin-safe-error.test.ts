import assert from "node:assert/strict";
import { PerennialError } from "@perennial/api";
import { pluginSafe, WithheldDetails } from "./plugin-safe-error.js";

const whole = new PerennialError(
  "token.device-error",
  { call: "C_Sign", label: "Card" },
  {
    detail: "the driver's own words",
    cause: new Error("more of them"),
    retry: { after: 3 },
    effect: "none",
  },
);

describe("An error of the host as a plugin gets it", () => {
  it("has its code, its parameters, its retry and its effect, and no technical detail", () => {
    assert.deepEqual(pluginSafe(whole).toJSON(), {
      code: "token.device-error",
      params: { call: "C_Sign", label: "Card" },
      retry: { after: 3 },
      effect: "none",
    });
  });

  it("has its details again for logs when the plugin lets it through, and no other has them", () => {
    const withheld = new WithheldDetails();
    withheld.keep(whole);
    const through = { code: whole.code, params: { label: "Card", call: "C_Sign" }, step: "order" };
    const { detail, cause } = whole.toJSON();
    assert.deepEqual(withheld.complete(through), { ...through, detail, cause });
    const other = { code: whole.code, params: { label: "Other" } };
    assert.deepEqual(withheld.complete(other), other);
  });
});
