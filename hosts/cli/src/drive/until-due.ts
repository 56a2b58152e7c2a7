import type { ClockPort, EngineProtocol, RenewalView } from "@perennial/engine";
import type { Lazy } from "../lazy.js";
import { hasMoved } from "./has-moved.js";

/** Milliseconds between looks. */
const every = 1_000;

/**
 * Resolves when the renewal can go on, or went on in another process, or when `signal` is aborted.
 * @param outside whether it may go on by something that only a look tells of: a file, a token.
 */
export async function untilDue(
  engine: Lazy<EngineProtocol>,
  clock: ClockPort,
  { before, outside }: { readonly before: RenewalView; readonly outside: boolean },
  signal: AbortSignal,
): Promise<void> {
  const { id: renewal } = before;
  for (;;) {
    await clock.sleep(every, signal);
    if (signal.aborted) return;
    const known = await engine.get();
    if (outside && (await known.due()).includes(renewal)) return;
    if (hasMoved(before, await known.show({ renewal }))) return;
  }
}
