import { PerennialError } from "@perennial/api";
import type { ClockPort } from "@perennial/engine";
import type { Arguments } from "../parse/arguments.js";
import type { Patience } from "./driver.js";

const units: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * Milliseconds of a duration: ISO 8601 (`PT90M`) or a number with `s`, `m`, `h`, `d`.
 * @throws PerennialError `usage.duration`
 */
export function readDuration(text: string): number {
  const short = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text.trim());
  if (short !== null) return Number(short[1]) * (units[short[2] ?? ""] ?? 0) * 1_000;
  try {
    const relativeTo = Temporal.PlainDate.from("2026-01-01");
    return Temporal.Duration.from(text).total({ unit: "milliseconds", relativeTo });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PerennialError("usage.duration", { value: text }, { cause: error });
  }
}

/** How long `--wait` and `--wait-for` keep a run looking; undefined: not at all. */
export function patienceOf(args: Arguments, clock: ClockPort): Patience | undefined {
  const wanted = args.text("wait-for");
  if (wanted !== undefined) return { until: clock.now() + readDuration(wanted) };
  return args.flag("wait") ? {} : undefined;
}
