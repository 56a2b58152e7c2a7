import { token } from "../inject.js";
import type { JsonObject } from "../json.js";

/** Technical log, in English, for the host's log file. Never a secret. */
export interface Log {
  debug(text: string, data?: JsonObject): void;
  info(text: string, data?: JsonObject): void;
  warn(text: string, data?: JsonObject): void;
}
export const Log = token<Log>("log");
