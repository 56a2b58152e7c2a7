import type { ModulePart, TokenListing, TokenModules } from "@perennial/hardware";
import type { HostIo } from "../host-io.js";
import type { Asking } from "../questions/asking.js";
import { say } from "../output/say.js";

/** Milliseconds after which a person is told what takes so long. */
const patience = 1_500;

/**
 * Everything there is. A driver that hangs takes its time, so that the terminal says what goes on.
 * @param early told once what the other drivers have, where one takes long.
 */
export async function readTokens(
  modules: TokenModules,
  { out, texts }: Pick<Asking, "out" | "texts">,
  { interrupt }: Pick<HostIo, "interrupt">,
  early: (parts: readonly ModulePart[]) => Promise<void> = () => Promise.resolve(),
): Promise<TokenListing> {
  const words = await say(texts, "tokens.reading");
  const parts: ModulePart[] = [];
  let over = false;
  let told = Promise.resolve();
  const timer = setTimeout(() => {
    told = early([...parts]).then(() => {
      if (!over) out.begin(words);
    });
    // It is told at the end.
    told.catch(() => undefined);
  }, patience);
  try {
    return await modules.list(interrupt, (part) => parts.push(part));
  } finally {
    over = true;
    clearTimeout(timer);
    await told;
    out.takeBack();
  }
}
