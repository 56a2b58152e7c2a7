import { join, resolve } from "node:path";
import {
  AtrModules,
  ConfiguredModules,
  KnownModules,
  P11KitModules,
  p11KitFolders,
  PcscdCards,
  pcscdSocket,
  type ModuleNames,
} from "@perennial/hardware";
import type { HostIo } from "../host-io.js";
import { readModulesFile } from "./modules-file.js";

/** A place that names modules, under what people call it. */
export interface ModulePlace {
  readonly name: "configured" | "p11-kit" | "atr" | "known-path";
  readonly names: ModuleNames;
}

/**
 * Where modules are looked for on this machine, in order: `--module`, then `modules.json` in the
 * home, p11-kit's files, the vendors of the cards that are in the readers, the vendors' known paths.
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
  const folders = p11KitFolders(platform, env);
  const cards = new PcscdCards(pcscdSocket(env));
  return [
    { name: "configured", names: configured },
    { name: "p11-kit", names: new P11KitModules(folders) },
    { name: "atr", names: new AtrModules(cards, platform, env, folders.modules) },
    { name: "known-path", names: new KnownModules(platform, env) },
  ];
}
