import { message } from "@perennial/api";
import { at, isString } from "../navigate.js";
import type { Rule } from "../rule.js";

/** `name` is `@publisher/id` or `id`, in kebab case. */
export const nameFormat: Rule = {
  id: "name-format",
  severity: "error",
  hint: message("rule.name-format.hint"),
  check({ manifest }) {
    const name = at(manifest, "name");
    if (!isString(name) || isPluginName(name.value)) return [];
    const mended = name.value.toLowerCase();
    return [
      {
        path: name.path,
        message: message("rule.name-format", { name: name.value }),
        ...(isPluginName(mended)
          ? {
              fix: {
                file: "package.json",
                operations: [{ op: "replace", path: name.path, value: mended }],
              },
            }
          : {}),
      },
    ];
  },
};

const kebab = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*";
const format = new RegExp(`^(?:@${kebab}/)?(?<id>${kebab})$`);

function isPluginName(name: string): boolean {
  const id = format.exec(name)?.groups?.["id"];
  return id !== undefined && id.length <= 64 && name.length <= 130;
}
