import { lstat, stat } from "node:fs/promises";
import { PerennialError } from "@perennial/api";
import type { Home } from "./home.js";
import { makeFolder } from "./make-folder.js";

/**
 * Makes the home's folder if it is not there, for its owner only. One that others may write into is
 * refused: they could put a plugin, a policy or another journal into it.
 * @throws PerennialError `cli.home-unusable`, `cli.home-open-to-others`
 */
export async function openHome(
  home: Home,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  try {
    makeFolder(home.folder);
    const { mode } = await stat(home.folder);
    // Windows has no such bits; access there is the folder's above it.
    if (platform !== "win32" && (mode & 0o022) !== 0) {
      throw new PerennialError("cli.home-open-to-others", {
        folder: home.folder,
        mode: (mode & 0o777).toString(8).padStart(4, "0"),
      });
    }
  } catch (error) {
    if (PerennialError.is(error)) throw error;
    const system = (error as { code?: unknown }).code;
    throw new PerennialError(
      "cli.home-unusable",
      { folder: home.folder, system: typeof system === "string" ? system : "" },
      { cause: error },
    );
  }
}

/** Whether the home's folder is there, or something that keeps it from being made, such as a dead link. */
export async function isThere(home: Home): Promise<boolean> {
  try {
    await lstat(home.folder);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code !== "ENOENT";
  }
}
