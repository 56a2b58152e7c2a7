import { realpath } from "node:fs/promises";
import { PerennialError } from "@perennial/api";
import type { ModuleDiscovery } from "../host/module-discovery.js";
import type { DiscoveryRemark, FoundModule } from "./found-module.js";

/** A module as one place names it, before it is known whether it is there. */
export interface NamedModule extends FoundModule {
  /** One of several places it may be in. */
  readonly optional?: boolean;
}

/** Where modules are named: the configuration, p11-kit's files, known paths. */
export interface ModuleNames {
  read(): Promise<{
    readonly modules: readonly NamedModule[];
    readonly remarks: readonly DiscoveryRemark[];
  }>;
}

/** Names from several places, in order; a module that two of them name counts once. */
export class OrderedDiscovery implements ModuleDiscovery {
  constructor(private readonly places: readonly ModuleNames[]) {}

  async find() {
    const modules = new Map<string, FoundModule>();
    const remarks: DiscoveryRemark[] = [];
    for (const place of this.places) {
      const named = await place.read();
      remarks.push(...named.remarks);
      for (const module of named.modules) {
        const path = await existing(module.path);
        if (path !== undefined) {
          const { optional: _optional, ...found } = module;
          // One that has no name is called by its path, and that is the one it is shown with.
          const name = found.name === found.path ? path : found.name;
          if (!modules.has(path)) modules.set(path, { ...found, name, path });
        } else if (module.source !== "known-path" && module.optional !== true) {
          remarks.push(new PerennialError("token.module-missing", { path: module.path }).toJSON());
        }
      }
    }
    return { modules: [...modules.values()], remarks };
  }
}

/** The modules that the configuration names. */
export class ConfiguredModules implements ModuleNames {
  constructor(
    private readonly configured: readonly {
      readonly path: string;
      readonly name?: string;
      readonly parameters?: string;
    }[],
  ) {}

  read() {
    const modules = this.configured.map(({ path, name, parameters }): NamedModule => ({
      path,
      name: name ?? path,
      source: "configured",
      ...(parameters === undefined ? {} : { parameters }),
    }));
    return Promise.resolve({ modules, remarks: [] });
  }
}

/** The path with links resolved, or undefined where nothing is. */
async function existing(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES" || code === "ELOOP") {
      return undefined;
    }
    throw error;
  }
}
