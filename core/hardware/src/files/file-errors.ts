import { PerennialError } from "@perennial/api";

const full = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** The code of a system error, for example `ENOENT`; undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/**
 * A failure of the file system as one of ours: `keys.disk-full` or `keys.folder-unusable`; anything
 * that is no system error stays what it is.
 */
export function fileError(error: unknown, path: string): unknown {
  const system = systemCode(error);
  if (system === undefined || PerennialError.is(error)) return error;
  if (full.has(system)) {
    return new PerennialError("keys.disk-full", { path }, { cause: error, retry: {} });
  }
  return new PerennialError("keys.folder-unusable", { path, system }, { cause: error });
}
