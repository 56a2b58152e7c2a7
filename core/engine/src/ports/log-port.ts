import type { JsonObject } from "@perennial/api";

/** The technical log, in English. Never a secret. Must not throw. */
export interface LogPort {
  debug(text: string, data?: JsonObject): void;
  info(text: string, data?: JsonObject): void;
  warn(text: string, data?: JsonObject): void;
  error(text: string, data?: JsonObject): void;
}
