import { join } from "node:path";
import type { Manifest } from "@perennial/api";
import { insidePath } from "../manifest/inside-path.js";
import type { InstalledPlugin } from "./installed-plugin.js";
import type { Candidate } from "./shelf.js";

/** A plugin as the engine and the process host know it, from its checked manifest. */
export function toInstalledPlugin(
  { folder, source, summary }: Candidate,
  manifest: Manifest,
): InstalledPlugin {
  const { takesOver, permissions = {}, contributes } = manifest.perennial;
  return {
    id: summary.id,
    name: manifest.name,
    version: manifest.version,
    displayName: manifest.displayName,
    publisher: manifest.publisher,
    ...(takesOver === undefined ? {} : { takesOver }),
    folder,
    source,
    main: join(folder, insidePath(manifest.main) ?? ""),
    l10n: join(folder, insidePath(manifest.l10n) ?? ""),
    providers: contributes.providers,
    pages: permissions.pages ?? [],
    adoptsTokens: permissions.tokens?.includes("adopt") === true,
    permissions,
    manifest,
  };
}
