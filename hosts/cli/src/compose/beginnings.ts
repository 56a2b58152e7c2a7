import type { ClockPort } from "@perennial/engine";
import type { Home } from "../home/home.js";
import type { HostIo } from "../host-io.js";
import type { Installation } from "../installation.js";
import type { LogFile } from "../log/log-file.js";
import type { Output } from "../output/output.js";
import type { Arguments } from "../parse/arguments.js";
import type { Terminal } from "../terminal/terminal.js";

/** What is there before anything is composed. */
export interface Beginnings {
  readonly io: HostIo;
  readonly args: Arguments;
  readonly home: Home;
  readonly clock: ClockPort;
  readonly log: LogFile;
  readonly out: Output;
  readonly terminal: Terminal;
  readonly installation: Installation;
  readonly moduleUrl: string;
}
