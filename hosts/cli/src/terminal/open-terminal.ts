import type { HostIo } from "../host-io.js";
import type { Output } from "../output/output.js";
import type { Arguments } from "../parse/arguments.js";
import { nobody, type Terminal } from "./terminal.js";

/**
 * The person at the terminal, if there is one and may be asked: both streams are terminals, and
 * neither `--json`, `--answers` nor `--no-input` was given.
 */
export async function openTerminal(
  io: HostIo,
  args: Arguments,
  out: Pick<Output, "json" | "finishLine">,
): Promise<Terminal> {
  const isTerminal = io.stdin.isTTY === true && io.stdout.isTTY === true;
  const isUnattended = out.json || args.negated("input") || args.isGiven("answers");
  if (!isTerminal || isUnattended) return nobody;
  const { ReadlineTerminal } = await import("./readline-terminal.js");
  return new ReadlineTerminal(io, () => out.finishLine());
}
