import { message, type Message } from "@perennial/api";
import { at, isString } from "../navigate.js";
import type { Rule } from "../rule.js";
import { isBeyond, isRange, oldestOf, satisfies } from "../versions.js";

/** `engines.perennial` is a range that holds the API version of this host. */
export const engineRange: Rule = {
  id: "engine-range",
  severity: "error",
  hint: message("rule.engine-range.hint"),
  check({ manifest, apiVersion }) {
    const range = at(manifest, "engines", "perennial");
    if (!isString(range)) return [];
    const text = mismatch(range.value, apiVersion);
    return text === undefined ? [] : [{ path: range.path, message: text }];
  },
};

function mismatch(range: string, version: string): Message | undefined {
  if (!isRange(range)) return message("rule.engine-range.invalid", { range });
  if (satisfies(version, range)) return undefined;
  const oldest = oldestOf(range);
  if (oldest === undefined) return message("rule.engine-range.impossible", { range });
  return isBeyond(version, range)
    ? message("rule.engine-range.plugin-too-old", { range, version })
    : message("rule.engine-range.host-too-old", { range, version, install: oldest });
}
