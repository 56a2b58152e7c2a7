import { message } from "@perennial/api";
import { at, isString } from "../navigate.js";
import type { Rule } from "../rule.js";
import { isVersion } from "../versions.js";

/** `version` follows Semantic Versioning 2.0.0. */
export const versionSemver: Rule = {
  id: "version-semver",
  severity: "error",
  hint: message("rule.version-semver.hint"),
  check({ manifest }) {
    const version = at(manifest, "version");
    if (!isString(version) || isVersion(version.value)) return [];
    const mended = version.value.trim().replace(/^[v=]+/, "");
    return [
      {
        path: version.path,
        message: message("rule.version-semver", { version: version.value }),
        ...(isVersion(mended)
          ? {
              fix: {
                file: "package.json",
                operations: [{ op: "replace", path: version.path, value: mended }],
              },
            }
          : {}),
      },
    ];
  },
};
