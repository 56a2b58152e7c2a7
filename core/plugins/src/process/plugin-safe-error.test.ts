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

  it("names no folder of this machine; who reads the log is told them again", () => {
    const params = {
      module: "/opt/vendor/lib/pkcs11.so",
      path: "C:\\Users\\Ada Love\\keys\\one.json",
      reason: "ENOENT: no such file or directory, open '/home/ada/.local/share/x.db'",
      problems: [{ path: "/values/port", message: "and/or 1/2" }],
      place: "pkcs11:token=Card;module-path=/opt/vendor/p11.so",
      label: "Card",
    };
    const error = new PerennialError("token.module-crashed", params);
    const safe = pluginSafe(error);
    assert.deepEqual(safe.params, {
      module: "pkcs11.so",
      path: "one.json",
      reason: "ENOENT: no such file or directory, open 'x.db'",
      problems: [{ path: "/values/port", message: "and/or 1/2" }],
      place: "pkcs11:token=Card;module-path=/opt/vendor/p11.so",
      label: "Card",
    });
    const withheld = new WithheldDetails();
    withheld.keep(error);
    const { code } = error;
    assert.deepEqual(withheld.complete({ code, params: safe.params }).params, params);
    const http = new PerennialError("http.status", { path: "/orders/1", status: 404 });
    assert.deepEqual(pluginSafe(http).params, { path: "/orders/1", status: 404 });
  });
});
