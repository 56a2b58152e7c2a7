import { PerennialError } from "@perennial/api";
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import { basename } from "node:path";
import v8 from "node:v8";

/**
 * Takes away what Node's permission model (26.10) leaves: signals to other processes, attaching a
 * debugger to them, changing their priority, lifting the memory limit, and `node:sqlite`, which
 * reads and writes any database file whatever `--allow-fs-*` says. The modules' own objects are
 * changed, so that every way to them (import, require, `process.getBuiltinModule`) leads here.
 */
export function lockDown(): void {
  const unlisted = process as unknown as Record<string, unknown>;
  for (const name of ["kill", "_kill", "_debugProcess", "_debugEnd"]) {
    forbid(unlisted, name, "signals");
  }
  for (const name of ["setuid", "seteuid", "setgid", "setegid", "setgroups", "initgroups"]) {
    forbid(unlisted, name, "identity");
  }
  forbid(os as unknown as Record<string, unknown>, "setPriority", "signals");
  for (const name of ["setFlagsFromString", "setHeapProfileNearHeapLimit"]) {
    forbid(v8 as unknown as Record<string, unknown>, name, "limits");
  }
  // Not imported above: a module that needs its scheme is not synchronised once it was.
  const sqlite = process.getBuiltinModule("node:sqlite");
  for (const [name, value] of Object.entries(sqlite)) {
    if (typeof value !== "function") continue;
    forbid(sqlite as unknown as Record<string, unknown>, name, "databases");
  }
  syncBuiltinESMExports();
}

function forbid(owner: Record<string, unknown>, name: string, what: string): void {
  if (!(name in owner)) return;
  // The process was started in the plugin's folder.
  const plugin = basename(process.cwd());
  Object.defineProperty(owner, name, {
    // A function and not an arrow: some of these are called with `new`.
    value: function forbidden() {
      throw new PerennialError("plugin.forbidden", {
        plugin,
        what,
        name,
      });
    },
    configurable: false,
    writable: false,
  });
}
