import { constants } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { PerennialError } from "@perennial/api";
import type { ModuleNames, NamedModule } from "./configured-modules.js";
import type { DiscoveryRemark } from "./found-module.js";

/** Where p11-kit keeps what; pkcs11.conf(5). */
export interface P11KitFolders {
  /** Folders of `*.module` files; a file in an earlier one hides those of its name in later ones. */
  readonly configuration: readonly string[];
  /** Folders that a module's relative path is looked for in. */
  readonly modules: readonly string[];
}

/** The folders that distributions build p11-kit with, the user's own first. */
export function p11KitFolders(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
  arch: string = process.arch,
): P11KitFolders {
  if (platform === "win32") return { configuration: [], modules: [] };
  const home = env["HOME"];
  const config = env["XDG_CONFIG_HOME"] ?? (home === undefined ? undefined : join(home, ".config"));
  const triplets: Readonly<Record<string, string>> = {
    x64: "x86_64-linux-gnu",
    arm64: "aarch64-linux-gnu",
  };
  const triplet = triplets[arch];
  const prefixes = platform === "darwin" ? ["/opt/homebrew", "/usr/local"] : ["/usr", "/usr/local"];
  return {
    configuration: [
      ...(config === undefined ? [] : [join(config, "pkcs11", "modules")]),
      ...(home === undefined ? [] : [join(home, ".pkcs11", "modules")]),
      "/etc/pkcs11/modules",
      ...(platform === "darwin" ? prefixes.map((prefix) => `${prefix}/etc/pkcs11/modules`) : []),
      ...prefixes.map((prefix) => `${prefix}/share/p11-kit/modules`),
    ],
    modules: [
      ...(triplet === undefined || platform === "darwin" ? [] : [`/usr/lib/${triplet}/pkcs11`]),
      "/usr/lib64/pkcs11",
      ...prefixes.map((prefix) => `${prefix}/lib/pkcs11`),
    ],
  };
}

/** The modules that p11-kit's files name, without those that are no tokens. */
export class P11KitModules implements ModuleNames {
  constructor(
    private readonly folders: P11KitFolders,
    /** The program's name, for `enable-in` and `disable-in`. */
    private readonly program = "perennial",
  ) {}

  async read() {
    const modules: (NamedModule & { readonly priority: number })[] = [];
    const remarks: DiscoveryRemark[] = [];
    const seen = new Set<string>();
    for (const folder of this.folders.configuration) {
      for (const file of await fileNames(folder)) {
        if (seen.has(file)) continue;
        seen.add(file);
        const path = join(folder, file);
        const text = await readText(path);
        if (text === undefined) {
          remarks.push(new PerennialError("token.module-config-unreadable", { path }).toJSON());
          continue;
        }
        if (text === othersMayChange) {
          remarks.push(new PerennialError("token.module-config-open", { path }).toJSON());
          continue;
        }
        const module = this.#module(file, parseModuleFile(text));
        if (module !== undefined) modules.push(module);
      }
    }
    // Higher priority first, then by name, as p11-kit lists them.
    modules.sort((a, b) => b.priority - a.priority || a.name.localeCompare(b.name, "en"));
    return { modules: modules.flatMap((module) => this.#places(module)), remarks };
  }

  #module(file: string, values: ReadonlyMap<string, string>) {
    const path = values.get("module");
    if (path === undefined || path === "") return undefined;
    const list = (name: string) => values.get(name)?.split(/[\s,]+/u);
    if (list("enable-in")?.includes(this.program) === false) return undefined;
    if (list("disable-in")?.includes(this.program) === true) return undefined;
    // p11-kit's own: the proxy shows all other modules again, the trust module holds no keys.
    if (/^p11-kit-(?:proxy|trust|client)\./u.test(basename(path))) return undefined;
    const parameters = values.get("x-init-reserved");
    return {
      path,
      name: file.replace(/\.module$/u, ""),
      source: "p11-kit" as const,
      priority: Number(values.get("priority") ?? 0) || 0,
      ...(parameters === undefined ? {} : { parameters }),
    };
  }

  /** A relative path may be in any of the folders; one that is in none is not there. */
  #places({ priority: _priority, ...module }: NamedModule & { readonly priority: number }) {
    if (isAbsolute(module.path)) return [module];
    return this.folders.modules.map((folder) => ({
      ...module,
      path: join(folder, module.path),
      // Looked for in several places, so that its absence in one is no fault.
      optional: true,
    }));
  }
}

/** `name: value` lines; `#` begins a comment line. */
export function parseModuleFile(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/u)) {
    const found = /^\s*([A-Za-z0-9_-]+)\s*:\s*(.*?)\s*$/u.exec(line);
    if (found !== null) values.set(found[1] ?? "", found[2] ?? "");
  }
  return values;
}

async function fileNames(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    // p11-kit takes names of these characters only, so that editors' copies do not count.
    return names.filter((name) => /^[A-Za-z0-9][A-Za-z0-9_.-]*\.module$/u.test(name)).toSorted();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") return [];
    throw error;
  }
}

const othersMayChange = Symbol("others may change it");

async function readText(path: string): Promise<string | typeof othersMayChange | undefined> {
  try {
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    if (!found.isFile()) return undefined;
    // What it names is loaded and given PINs. Windows has no such bits.
    const folder = await stat(dirname(path));
    const changeable = ((found.mode | folder.mode) & 0o022) !== 0;
    if (process.platform !== "win32" && changeable) return othersMayChange;
    return await file.readFile("utf8");
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === "string") return undefined;
    throw error;
  }
}
