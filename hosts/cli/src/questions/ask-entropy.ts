import { createHash } from "node:crypto";
import { say } from "../output/say.js";
import type { Asking } from "./asking.js";

/** Bits credited to one key stroke: its time and the key, counted low. */
const bitsPerKey = 4;

/** What a person gave: a digest of their key strokes, or the wish for the system's source alone. */
export interface CollectedEntropy {
  readonly bytes: Uint8Array;
  readonly bits: number;
}

/**
 * Collects key strokes and their times until there are `bits`. Enter as the first key means: the
 * system's source alone. What was typed is mixed into key generation, never used alone.
 */
export async function askEntropy(asking: Asking, bits: number): Promise<CollectedEntropy> {
  const { terminal, out, texts } = asking;
  const needed = Math.ceil(bits / bitsPerKey);
  out.line(await say(texts, "ask.entropy", { keys: needed }));
  const hash = createHash("shake256", { outputLength: Math.max(64, Math.ceil(bits / 8)) });
  let keys = 0;
  let previous = -1;
  const bar = async (): Promise<string> =>
    say(texts, "ask.entropy-progress", {
      bar: progressBar(keys / needed),
      percent: Math.min(100, Math.floor((100 * keys) / needed)),
      enough: keys >= needed ? "yes" : "no",
    });
  let shown = Promise.resolve();
  let last = "";
  await terminal.keys((key) => {
    const code = key[0] ?? 0;
    if (code === 13 || code === 10) return keys === 0;
    hash.update(key).update(process.hrtime.bigint().toString());
    // A key that is held down tells nothing new.
    if (code !== previous) keys += 1;
    previous = code;
    shown = shown.then(async () => {
      const drawn = await bar();
      if (drawn !== last) out.redraw(drawn);
      last = drawn;
    });
    return keys >= needed;
    // Nobody stops typing at once; what comes after it must not appear on the screen.
  }, "dropped");
  // Some look up later still.
  terminal.hush();
  await shown;
  out.end("");
  return keys === 0
    ? { bytes: new Uint8Array(), bits: 0 }
    : { bytes: hash.digest(), bits: keys * bitsPerKey };
}

function progressBar(share: number): string {
  const width = 30;
  const full = Math.min(width, Math.floor(share * width));
  return `${"#".repeat(full)}${".".repeat(width - full)}`;
}
