import { join } from "node:path";
import { insidePath } from "../manifest/inside-path.js";
import { at, isString, type UnknownRecord } from "../manifest/navigate.js";

/** Absolute path of the translations that a manifest of any shape names inside its folder. */
export function l10nFolder(folder: string, manifest: UnknownRecord): string | undefined {
  const l10n = at(manifest, "l10n");
  const inside = isString(l10n) ? insidePath(l10n.value) : undefined;
  return inside === undefined ? undefined : join(folder, inside);
}
