import { PerennialError, type Permissions } from "@perennial/api";
import type { StepContext } from "../process/step-services.js";

/** What the plugin of this run declared. */
export function permissionsOf(context: StepContext): Permissions {
  return context.plugin.manifest.perennial.permissions ?? {};
}

/** The refusal of what a plugin did not declare. `hint` is the manifest's member that would allow it. */
export function permissionDenied(
  context: StepContext,
  permission: string,
  value: string,
  hint: string,
): PerennialError {
  return new PerennialError(
    "plugin.permission-denied",
    { plugin: context.plugin.id, permission, value, hint },
    { plugin: context.plugin.id, step: context.run.step, effect: "none" },
  );
}

/** @throws PerennialError `plugin.permission-denied`. */
export function requireKeys(context: StepContext, operation: "generate" | "sign"): void {
  if (permissionsOf(context).keys?.includes(operation) === true) return;
  throw permissionDenied(context, "keys", operation, `"keys": ["${operation}"]`);
}

/** @throws PerennialError `plugin.permission-denied`. */
export function requireTokens(context: StepContext, operation: "read" | "adopt"): void {
  if (permissionsOf(context).tokens?.includes(operation) === true) return;
  throw permissionDenied(context, "tokens", operation, `"tokens": ["${operation}"]`);
}

/** @throws PerennialError `plugin.permission-denied`. */
export function requireDocuments(context: StepContext): void {
  if (permissionsOf(context).signatures?.includes("documents") === true) return;
  throw permissionDenied(context, "signatures", "documents", `"signatures": ["documents"]`);
}
