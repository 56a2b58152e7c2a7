import { PerennialError, toErrorData, type ErrorData } from "@perennial/api";
import { ResponseError } from "vscode-jsonrpc/node";
import { findNonJson } from "./plain-json.js";

/** JSON-RPC error code of an answer whose `data` is an {@link ErrorData}. */
export const CODED_ERROR = -32_000;

/** An error as it crosses the link. */
export function toResponseError(error: unknown): ResponseError<ErrorData> {
  const data = toErrorData(error);
  return new ResponseError(CODED_ERROR, data.code, data);
}

/** An error as it came over the link; what is no coded error keeps its cause. */
export function fromResponseError(error: unknown): unknown {
  if (error instanceof ResponseError && error.code === CODED_ERROR) {
    const data = error.data as ErrorData | undefined;
    if (findNonJson(data) !== undefined) return error;
    if (typeof data?.code === "string" && typeof data.params === "object" && data.params !== null) {
      return PerennialError.fromJSON(data);
    }
  }
  return error;
}
