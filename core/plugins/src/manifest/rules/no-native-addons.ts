import { message } from "@perennial/api";
import { at } from "../navigate.js";
import type { Problem, Rule } from "../rule.js";

/** A plugin holds no native code: its process may not load any. */
export const noNativeAddons: Rule = {
  id: "no-native-addons",
  severity: "error",
  hint: message("rule.no-native-addons.hint"),
  check({ manifest, files }) {
    const gyp = at(manifest, "gypfile");
    const native = files.filter(
      ({ path, kind }) => kind !== "folder" && /(?:\.node|(?:^|\/)binding\.gyp)$/i.test(path),
    );
    return [
      ...native.map(({ path }): Problem => ({
        file: path,
        path: "",
        message: message("rule.no-native-addons", { file: path }),
      })),
      ...(gyp.value === true
        ? [{ path: gyp.path, message: message("rule.no-native-addons", { file: "gypfile" }) }]
        : []),
    ];
  },
};
