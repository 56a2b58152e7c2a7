import type { Asking } from "./asking.js";

const enter = 0x0d;
const lineFeed = 0x0a;

/**
 * Waits for Enter; what else is typed is not shown: it may be a PIN that was typed too early.
 * @param overtaken aborted when nobody waits any more.
 */
export async function askEnter(
  { terminal, out }: Pick<Asking, "terminal" | "out">,
  prompt: string,
  overtaken?: AbortSignal,
): Promise<void> {
  if (out.live) out.begin(prompt);
  else out.line(prompt);
  try {
    await terminal.keys(
      (key) => {
        const [code] = key;
        key.fill(0);
        return code === enter || code === lineFeed;
      },
      undefined,
      overtaken,
    );
    terminal.hush();
  } finally {
    out.end("");
  }
}
