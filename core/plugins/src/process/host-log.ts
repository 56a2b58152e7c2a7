import type { JsonObject } from "@perennial/api";

/** Where what plugins log and print goes. */
export interface HostLog {
  write(line: {
    readonly plugin: string;
    readonly level: "debug" | "info" | "warn";
    readonly text: string;
    readonly data?: JsonObject;
  }): void;
}

/** Keeps nothing. */
export const noLog: HostLog = { write: () => undefined };
