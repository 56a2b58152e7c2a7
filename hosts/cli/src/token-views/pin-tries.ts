import type { FoundToken, PinHistory, PinLedger, TokenObjects } from "@perennial/hardware";
import { say } from "../output/say.js";
import type { Asking } from "../questions/asking.js";

/** What Perennial's own ledger has of one PIN of a token. */
export interface PinTries extends PinHistory {
  readonly use: "login" | "signature";
  /** CKA_ID, for a signature's PIN. */
  readonly key?: string;
}

/** Of the token's own PIN, and of the keys whose PIN was tried in vain. */
export async function readTries(
  ledger: PinLedger,
  { identity }: FoundToken,
  objects: TokenObjects | undefined,
): Promise<readonly PinTries[]> {
  const tries: PinTries[] = [
    { use: "login", ...(await ledger.history(identity, { use: "login" })) },
  ];
  const keys = [...(objects?.publicKeys ?? []), ...(objects?.privateKeys ?? [])];
  for (const key of new Set(keys.map(({ id }) => id))) {
    if (key === "") continue;
    const history = await ledger.history(identity, { use: "signature", key });
    if (history.spent > 0) tries.push({ use: "signature", key, ...history });
  }
  return tries;
}

export async function showTries(
  tries: readonly PinTries[],
  { out, texts }: Pick<Asking, "out" | "texts">,
): Promise<void> {
  for (const { use, key, spent, unknown, locked, lastSpent } of tries) {
    const words = await say(texts, "tokens.tries", {
      use,
      key: key ?? "",
      spent,
      unknown,
      at: lastSpent === undefined ? "" : texts.dateTime(lastSpent),
    });
    out.line(out.style(spent === 0 ? "good" : "warning", words), 4, 6);
    if (locked) out.line(out.style("bad", await say(texts, "tokens.tries-locked")), 4, 6);
  }
}
