import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Json } from "@perennial/api";
import {
  bundledTokenRuntime,
  compiledTokenRuntime,
  ConfiguredModules,
  openTokens,
  OrderedDiscovery,
  type TokenServices,
} from "@perennial/hardware";
import type { SoftHsm } from "../rigs/index.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const bundle = join(root, "hosts/cli/dist/cli/token-process.mjs");

/** Perennial's own services over SoftHSM, with the process that ships where it is built. */
export function tokenServices(hsm: SoftHsm): Promise<TokenServices> {
  const values = new Map<string, Json>();
  const env = { ...process.env, ...hsm.environment };
  return openTokens({
    home: hsm.home.file("perennial"),
    runtime: existsSync(bundle)
      ? bundledTokenRuntime(process.execPath, bundle, env)
      : compiledTokenRuntime(process.execPath, env),
    discovery: new OrderedDiscovery([new ConfiguredModules([{ path: hsm.modulePath }])]),
    records: {
      read: () => Promise.resolve(Object.fromEntries(values)),
      write: (name, value) => {
        if (value === undefined) values.delete(name);
        else values.set(name, value);
        return Promise.resolve();
      },
    },
    now: Date.now,
  });
}

/** Proportional and peak resident memory of a process in MiB; undefined where /proc does not tell. */
export function memoryOf(pid: number): { readonly own: number; readonly peak: number } | undefined {
  try {
    const kilobytes = (file: string, name: string): number =>
      Number(
        new RegExp(`^${name}:\\s+(\\d+) kB`, "mu").exec(
          readFileSync(`/proc/${pid}/${file}`, "utf8"),
        )?.[1],
      );
    const own =
      kilobytes("smaps_rollup", "Private_Clean") + kilobytes("smaps_rollup", "Private_Dirty");
    return { own: own / 1024, peak: kilobytes("status", "VmHWM") / 1024 };
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code === "string") return undefined;
    throw error;
  }
}
