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
 * @param effect `none` where nothing of what was to be written is there.
 */
export function fileError(error: unknown, path: string, effect?: "none"): unknown {
  const system = systemCode(error);
  if (system === undefined || PerennialError.is(error)) return error;
  const options = { cause: error, ...(effect === undefined ? {} : { effect }) };
  if (full.has(system)) {
    return new PerennialError("keys.disk-full", { path }, { ...options, retry: {} });
  }
  return new PerennialError("keys.folder-unusable", { path, system }, options);
}
