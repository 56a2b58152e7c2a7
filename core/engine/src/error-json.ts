import { toErrorData, type JsonObject } from "@perennial/api";

/** An error as the technical log takes it. */
export function errorJson(error: unknown): JsonObject {
  return JSON.parse(JSON.stringify(toErrorData(error))) as JsonObject;
}
