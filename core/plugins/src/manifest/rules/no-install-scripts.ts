import { message } from "@perennial/api";
import { at, child } from "../navigate.js";
import type { Rule } from "../rule.js";

/** A plugin runs nothing when it is installed. */
export const noInstallScripts: Rule = {
  id: "no-install-scripts",
  severity: "error",
  hint: message("rule.no-install-scripts.hint"),
  check({ manifest }) {
    const scripts = at(manifest, "scripts");
    return ["preinstall", "install", "postinstall"]
      .map((name) => ({ name, ...child(scripts, name) }))
      .filter(({ value }) => value !== undefined)
      .map(({ name, path }) => ({
        path,
        message: message("rule.no-install-scripts", { script: name }),
        fix: { file: "package.json", operations: [{ op: "remove", path }] },
      }));
  },
};
