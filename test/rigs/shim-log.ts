import type { ShimCall } from "./shim-settings.js";

/** One call in the log of a shim. */
export interface LoggedCall {
  /** When it was entered: microseconds since 1970. */
  readonly at: number;
  readonly pid: number;
  readonly name: ShimCall;
  readonly session: number;
  /** `user`, `pin` (its length, -1: null), `id`, `mechanism`, `slot`…, as the function has them. */
  readonly details: Readonly<Record<string, string>>;
  /**
   * The return value; `hang`, `abort`, `segfault`, `exit` or `exit-0` where the shim did that; `hold`
   * while it holds the call, and `exit` once its process ended in that for want of a parent;
   * `undefined` while the call is running or if its process was killed in it.
   */
  readonly result: number | (typeof endings)[number] | undefined;
}

const endings = ["hang", "hold", "abort", "segfault", "exit", "exit-0"] as const;

/** Reads the log's text; calls are in the order in which they were entered. */
export function parseShimLog(text: string): readonly LoggedCall[] {
  const calls = new Map<string, LoggedCall>();
  for (const line of text.split("\n")) {
    const [time = "", pid = "", number = "", direction, name = "", ...rest] = line.split(" ");
    const key = `${pid} ${number}`;
    const known = calls.get(key);
    if (direction === ">") {
      const words = rest.map((word): [string, string] => {
        const equals = word.indexOf("=");
        return [word.slice(0, equals), word.slice(equals + 1)];
      });
      const { session = "0", ...details } = Object.fromEntries(words);
      calls.set(key, {
        at: Number(time),
        pid: Number(pid),
        name: name as ShimCall,
        session: Number(session),
        details,
        result: undefined,
      });
    } else if (direction === "<" && known !== undefined) {
      calls.set(key, { ...known, result: resultOf(rest[0] ?? "") });
    }
  }
  return [...calls.values()];
}

/** A place at which a fault can be put: one call of one function, counted over the whole log. */
export interface FaultPoint {
  readonly call: ShimCall;
  readonly at: number;
}

/** Every call of a log as a place for a fault, to go through them one by one. */
export function faultPoints(calls: readonly LoggedCall[]): readonly FaultPoint[] {
  const counts = new Map<string, number>();
  return calls.map(({ name }) => {
    const at = (counts.get(name) ?? 0) + 1;
    counts.set(name, at);
    return { call: name, at };
  });
}

function resultOf(word: string): LoggedCall["result"] {
  return endings.find((ending) => ending === word) ?? Number(word);
}
