import { PerennialError } from "@perennial/api";
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import v8 from "node:v8";

/**
 * Takes away what Node's permission model (26.10) leaves: signals to other processes, attaching a
 * debugger to them, changing their priority, and lifting the memory limit.
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
  forbid(v8 as unknown as Record<string, unknown>, "setFlagsFromString", "v8-flags");
  syncBuiltinESMExports();
}

function forbid(owner: Record<string, unknown>, name: string, permission: string): void {
  if (!(name in owner)) return;
  Object.defineProperty(owner, name, {
    value: () => {
      throw new PerennialError("plugin.permission-denied", {
        plugin: "",
        permission,
        hint: "never",
      });
    },
    configurable: false,
    writable: false,
  });
}
