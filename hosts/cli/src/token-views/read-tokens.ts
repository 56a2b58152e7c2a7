import type { TokenListing, TokenModules } from "@perennial/hardware";
import type { HostIo } from "../host-io.js";
import type { Asking } from "../questions/asking.js";
import { say } from "../output/say.js";

/** Milliseconds after which a person is told what takes so long. */
const patience = 1_500;

/** Everything there is. A driver that hangs takes its time, so that the terminal says what goes on. */
export async function readTokens(
  modules: TokenModules,
  { out, texts }: Pick<Asking, "out" | "texts">,
  { interrupt }: Pick<HostIo, "interrupt">,
): Promise<TokenListing> {
  const words = await say(texts, "tokens.reading");
  const timer = setTimeout(() => out.begin(words), patience);
  try {
    return await modules.list(interrupt);
  } finally {
    clearTimeout(timer);
    out.takeBack();
  }
}
