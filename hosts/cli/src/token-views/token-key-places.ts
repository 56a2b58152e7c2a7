import { PerennialError } from "@perennial/api";
import type { TokenServices } from "@perennial/hardware";
import type { HostIo } from "../host-io.js";
import type { Lazy } from "../lazy.js";
import { showError } from "../output/render-error.js";
import { say } from "../output/say.js";
import type { ChoiceOption } from "../questions/ask-choice.js";
import type { Asking } from "../questions/asking.js";
import { readTokens } from "./read-tokens.js";
import { tokenName } from "./token-name.js";
import { tokenUri } from "./token-uri.js";

/**
 * The tokens that are there now, as places for keys. Where they cannot be looked at, that is told, and
 * a place can be named all the same.
 */
export function tokenKeyPlaces(
  services: Lazy<TokenServices>,
  { out, texts }: Pick<Asking, "out" | "texts">,
  io: Pick<HostIo, "interrupt">,
): () => Promise<readonly ChoiceOption[]> {
  return async () => {
    try {
      const { modules } = await services.get();
      const { tokens } = await readTokens(modules, { out, texts }, io);
      // A key cannot be put on one that nobody has set up, nor named without a label.
      const usable = tokens.filter(({ view }) => view.flags.initialized && view.label !== "");
      const byUri = new Map(usable.map((token) => [tokenUri(token), token]));
      return await Promise.all(
        [...byUri].map(async ([value, { view, reader }]) => ({
          value,
          label: await say(texts, "ask.key-place-token", {
            label: await tokenName(view, texts),
            model: view.model,
            serial: view.serial,
            reader,
          }),
        })),
      );
    } catch (error) {
      if (!PerennialError.is(error) || error.code === "token.cancelled") throw error;
      await showError(error.toJSON(), { out, texts, verbose: false, inline: true });
      return [];
    }
  };
}
