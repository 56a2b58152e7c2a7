import { PerennialError, type ErrorOptions } from "@perennial/api";
import { UnreadableColumn } from "./columns.js";

/** Primary result codes, https://www.sqlite.org/rescode.html. */
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const NOTADB = 26;
/** Extended code: the file was moved or deleted while it was open. */
const READONLY_DBMOVED = 1032;

/**
 * What SQLite or the file system threw, as one of the port's errors. Others are kept as they are.
 * None says anything about effects: the result of one that was performed may just not be recorded.
 */
export function toStoreError(error: unknown, path: string): unknown {
  if (PerennialError.is(error)) return error;
  if (error instanceof UnreadableColumn) {
    return new PerennialError("store.corrupt", { path }, about(error));
  }
  const resultCode = resultCodeOf(error);
  // An integer that no number can hold; only small ones are ever written.
  if (codeOf(error) === "ERR_OUT_OF_RANGE") {
    return new PerennialError("store.corrupt", { path }, about(error as Error));
  }
  if (resultCode !== undefined) return fromResultCode(resultCode, error as Error, path);
  const systemCode = systemCodeOf(error);
  if (systemCode !== undefined) return fromSystemCode(systemCode, error as Error, path);
  return error;
}

function fromResultCode(code: number, error: Error, path: string): PerennialError {
  const options = about(error);
  if (code === READONLY_DBMOVED) return new PerennialError("store.missing", { path }, options);
  switch (code & 0xff) {
    case BUSY:
    case LOCKED:
      return new PerennialError("store.busy", { path }, { ...options, retry: { after: 1 } });
    case FULL:
      return new PerennialError("store.disk-full", { path }, options);
    case CORRUPT:
    case NOTADB:
      return new PerennialError("store.corrupt", { path }, options);
    case READONLY:
      return new PerennialError("store.read-only", { path }, options);
    default:
      return new PerennialError("store.io", { path, code }, options);
  }
}

function fromSystemCode(code: string, error: Error, path: string): PerennialError {
  const options = about(error);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new PerennialError("store.disk-full", { path }, options);
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return new PerennialError("store.read-only", { path }, options);
    default:
      return new PerennialError("store.io", { path, code }, options);
  }
}

function about(error: Error): ErrorOptions {
  return { detail: error.message, cause: error };
}

function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return code === "ERR_SQLITE_ERROR" && typeof errcode === "number" ? errcode : undefined;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? (error as { code?: unknown }).code : undefined;
}

function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  return typeof code === "string" && typeof syscall === "string" ? code : undefined;
}
