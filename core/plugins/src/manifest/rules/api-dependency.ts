import { message } from "@perennial/api";
import { at, child, isString } from "../navigate.js";
import type { Rule } from "../rule.js";

/** `@perennial/api` is given by the host; a plugin that brings its own copy shares no tokens with it. */
export const apiDependency: Rule = {
  id: "api-dependency",
  severity: "warning",
  hint: message("rule.api-dependency.hint"),
  check({ manifest }) {
    const peers = at(manifest, "peerDependencies");
    return ["dependencies", "optionalDependencies"]
      .map((list) => ({ list, ...child(at(manifest, list), "@perennial/api") }))
      .filter(isString)
      .map(({ list, path, value }) => ({
        path,
        message: message("rule.api-dependency", { list }),
        fix: {
          file: "package.json",
          operations: [
            { op: "remove" as const, path },
            ...(peers.value === undefined
              ? [{ op: "add" as const, path: peers.path, value: {} }]
              : []),
            { op: "add" as const, path: child(peers, "@perennial/api").path, value },
          ],
        },
      }));
  },
};
