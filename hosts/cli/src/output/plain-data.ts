import type { JsonObject } from "@perennial/api";

/** Types of the engine's protocol are plain data; this says so to the compiler. */
export function plainData(value: object): JsonObject {
  return value as JsonObject;
}
