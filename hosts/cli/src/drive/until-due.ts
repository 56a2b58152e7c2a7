import type { ClockPort, EngineProtocol } from "@perennial/engine";
import type { Lazy } from "../lazy.js";

/** Milliseconds between looks. */
const every = 1_000;

/** Resolves when the renewal can go on, or when `signal` is aborted. */
export async function untilDue(
  engine: Lazy<EngineProtocol>,
  clock: ClockPort,
  renewal: string,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await clock.sleep(every, signal);
    if (signal.aborted) return;
    if ((await (await engine.get()).due()).includes(renewal)) return;
  }
}
