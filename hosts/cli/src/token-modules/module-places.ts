import { join, resolve } from "node:path";
import {
  ConfiguredModules,
  KnownModules,
  P11KitModules,
  p11KitFolders,
  type ModuleNames,
} from "@perennial/hardware";
import type { HostIo } from "../host-io.js";
import { readModulesFile } from "./modules-file.js";

/** A place that names modules, under what people call it. */
export interface ModulePlace {
  readonly name: "configured" | "p11-kit" | "known-path";
  readonly names: ModuleNames;
}

/**
 * Where modules are looked for on this machine, in order: `--module`, then `modules.json` in the
 * home, p11-kit's files, the vendors' known paths.
 */
export function modulePlaces(
  given: readonly string[],
  home: string,
  { env, cwd, platform = process.platform }: Pick<HostIo, "env" | "cwd" | "platform">,
): readonly ModulePlace[] {
  const named = given.map((path) => ({ path: resolve(cwd, path) }));
  const configured: ModuleNames = {
    read: async () => {
      const own = await readModulesFile(join(home, "modules.json"), platform);
      return new ConfiguredModules([...named, ...own]).read();
    },
  };
  return [
    { name: "configured", names: configured },
    { name: "p11-kit", names: new P11KitModules(p11KitFolders(platform, env)) },
    { name: "known-path", names: new KnownModules(platform, env) },
  ];
}
