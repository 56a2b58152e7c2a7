import { message } from "@perennial/api";
import { at, isString } from "../navigate.js";
import type { Rule } from "../rule.js";

/** `license` says under what terms the plugin may be used. */
export const licensePresent: Rule = {
  id: "license-present",
  severity: "error",
  hint: message("rule.license-present.hint"),
  check({ manifest }) {
    const license = at(manifest, "license");
    return isString(license) && license.value.trim() === ""
      ? [{ path: license.path, message: message("rule.license-present") }]
      : [];
  },
};
