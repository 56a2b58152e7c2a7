import type { Context } from "mocha";
import { skipBecause } from "../harness/index.js";

/**
 * Skips a test or suite whose rig this machine cannot have; on a build machine (`CI=true`) it fails
 * instead.
 * @param missing what is missing, as the rig's `missing()` tells it; `undefined`: nothing.
 */
export function requireRig(context: Context, missing: string | undefined): void {
  if (missing === undefined) return;
  if (process.env["CI"] === "true") throw new Error(missing);
  skipBecause(context, missing);
}
