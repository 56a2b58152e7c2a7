import { message } from "@perennial/api";
import { at, isString } from "../navigate.js";
import type { Rule } from "../rule.js";

/** A `.js` main needs `"type": "module"`, or Node reads it as CommonJS. */
export const moduleType: Rule = {
  id: "module-type",
  severity: "error",
  hint: message("rule.module-type.hint"),
  check({ manifest }) {
    const main = at(manifest, "main");
    const type = at(manifest, "type");
    if (!isString(main) || !main.value.endsWith(".js") || type.value === "module") return [];
    return [
      {
        path: type.path,
        message: message("rule.module-type", { main: main.value }),
        fix: {
          file: "package.json",
          operations: [
            { op: type.value === undefined ? "add" : "replace", path: "/type", value: "module" },
          ],
        },
      },
    ];
  },
};
