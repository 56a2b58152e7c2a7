import { mkdir } from "node:fs/promises";
import { PerennialError } from "@perennial/api";
import type { Home } from "./home.js";

/**
 * Makes the home's folder if it is not there, for its owner only.
 * @throws PerennialError `cli.home-unusable`
 */
export async function openHome(home: Home): Promise<void> {
  try {
    await mkdir(home.folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const system = (error as { code?: unknown }).code;
    throw new PerennialError(
      "cli.home-unusable",
      { folder: home.folder, system: typeof system === "string" ? system : "" },
      { cause: error },
    );
  }
}
