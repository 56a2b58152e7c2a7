import type { Asking } from "../questions/asking.js";
import { say } from "../output/say.js";

/** What the key of the question begins with whose yes has a document signed; its SHA-256 follows. */
const signing = /^sign:(?<sha256>[0-9a-f]{64})$/u;

/**
 * Says what a yes does that has a file signed, whatever the plugin calls it: with a key of the embedded
 * store, and on a token that is logged in to, no PIN question follows that would name the file.
 * @param yes what the plugin calls the yes.
 */
export async function tellConsent(
  { out, texts }: Pick<Asking, "out" | "texts">,
  key: string,
  yes: string,
): Promise<void> {
  const sha256 = signing.exec(key)?.groups?.["sha256"];
  if (sha256 === undefined) return;
  out.line(await say(texts, "ask.signs", { yes }), 2);
  out.line(sha256, 4);
}
