import { message, type Message } from "@perennial/api";
import { insidePath } from "../inside-path.js";
import { at, isString } from "../navigate.js";
import type { PluginSource } from "../plugin-source.js";
import type { Rule } from "../rule.js";

/** `main` is one `.js` or `.mjs` file that is there. */
export const mainFile: Rule = {
  id: "main-file",
  severity: "error",
  hint: message("rule.main-file.hint"),
  check(plugin) {
    const main = at(plugin.manifest, "main");
    if (!isString(main)) return [];
    const path = insidePath(main.value);
    if (path === undefined) return [];
    const text = wrong(plugin, path);
    return text === undefined ? [] : [{ path: main.path, message: text }];
  },
};

function wrong({ files }: PluginSource, main: string): Message | undefined {
  if (!/\.m?js$/.test(main)) return message("rule.main-file.extension", { main });
  const file = files.find(({ path }) => path === main);
  if (file === undefined) return message("rule.main-file.missing", { main });
  const size = file.kind === "file" ? file.size : file.targetSize;
  if (size === undefined) return message("rule.main-file.not-a-file", { main });
  return size === 0 ? message("rule.main-file.empty", { main }) : undefined;
}
