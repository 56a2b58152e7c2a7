import { message } from "@perennial/api";
import type { Rule } from "../rule.js";

/** Bytes that a plugin's folder may hold in all. */
export const maxPluginBytes = 32 * 1024 * 1024;

/** A plugin is small: what it needs is bundled into one file. */
export const packageSize: Rule = {
  id: "package-size",
  severity: "error",
  hint: message("rule.package-size.hint"),
  check({ files, filesCut }) {
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    if (filesCut) {
      return [{ path: "", message: message("rule.package-size.files", { count: files.length }) }];
    }
    if (bytes <= maxPluginBytes) return [];
    return [
      {
        path: "",
        message: message("rule.package-size", {
          megabytes: Math.ceil(bytes / 1_048_576),
          limit: maxPluginBytes / 1_048_576,
        }),
      },
    ];
  },
};
