import { PerennialError, toErrorData, type ErrorData } from "@perennial/api";
import { ResponseError } from "vscode-jsonrpc/node";

/** JSON-RPC error code of an answer whose `data` is an {@link ErrorData}. */
const coded = -32_000;

/** An error as it crosses the link. */
export function toResponseError(error: unknown): ResponseError<ErrorData> {
  const data = toErrorData(error);
  return new ResponseError(coded, data.code, data);
}

/** An error as it came over the link; what is no coded error stays what it is. */
export function fromResponseError(error: unknown): unknown {
  if (error instanceof ResponseError && error.code === coded) {
    const data = error.data as ErrorData | undefined;
    if (typeof data?.code === "string" && typeof data.params === "object" && data.params !== null) {
      return PerennialError.fromJSON(data);
    }
  }
  return error;
}
