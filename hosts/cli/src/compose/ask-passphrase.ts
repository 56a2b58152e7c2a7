import type { AskPassphrase } from "@perennial/hardware";
import { say } from "../output/say.js";
import { askChoice } from "../questions/ask-choice.js";
import type { Asking } from "../questions/asking.js";

/**
 * Asks for the passphrase of the key store; twice when the store is made.
 * @param home the folder that the store is in.
 */
export function passphraseFromTerminal(asking: Asking, home: string): AskPassphrase {
  const { terminal, out, texts } = asking;
  return async ({ purpose, minLength, canGenerate }) => {
    if (purpose === "unlock") {
      // It may come between passwords of others.
      out.line(await say(texts, "passphrase.why", { home }));
      const passphrase = await terminal.secret(`${await say(texts, "passphrase.unlock")} `);
      return passphrase === "" ? null : { passphrase };
    }
    out.line(await say(texts, "passphrase.create"));
    if (canGenerate) {
      const options = await Promise.all(
        ["generate", "choose"].map(async (value) => ({
          value,
          label: await say(texts, `passphrase.${value}`),
        })),
      );
      if ((await askChoice(asking, options)) === "generate") return { generate: true };
    }
    for (;;) {
      const passphrase = await terminal.secret(
        `${await say(texts, "passphrase.new", { count: minLength })} `,
      );
      if ([...passphrase].length < minLength) {
        out.line(await say(texts, "field.too-short", { count: minLength }), 2);
        continue;
      }
      if (passphrase === (await terminal.secret(`${await say(texts, "passphrase.again")} `))) {
        return { passphrase };
      }
      out.line(await say(texts, "keys.passwords-differ"), 2);
    }
  };
}
