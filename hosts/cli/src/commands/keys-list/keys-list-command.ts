import { inject, injectable } from "@perennial/api";
import type { Localizer } from "@perennial/l10n";
import type { RenewalStore } from "@perennial/store";
import { ExitCode } from "../../exit-code.js";
import type { Lazy } from "../../lazy.js";
import type { Output } from "../../output/output.js";
import { plainData } from "../../output/plain-data.js";
import { say } from "../../output/say.js";
import type { Command, CommandResult } from "../../parse/definition.js";
import type { KeyRing as KeyRingPort } from "../../ports/key-ring.js";
import { keysOnTokens, type KeyOnTokenView } from "../../keys/keys-on-tokens.js";
import { KeyRing, Out, Store, Texts } from "../../tokens.js";

/** `perennial keys list`: the key pairs of the embedded store, and those that renewals made on tokens. */
@injectable()
export class KeysListCommand implements Command {
  constructor(
    @inject(KeyRing) private readonly keys: Lazy<KeyRingPort>,
    @inject(Store) private readonly store: Lazy<RenewalStore>,
    @inject(Out) private readonly out: Output,
    @inject(Texts) private readonly texts: Localizer,
  ) {}

  async run(): Promise<CommandResult> {
    const { out, texts } = this;
    const ring = await this.keys.get();
    const keys = await ring.list();
    const onTokens = await keysOnTokens(await this.store.get());
    if (keys.length === 0) {
      out.line(await say(texts, (await ring.exists()) ? "keys.empty" : "keys.no-store"));
    }
    for (const { id, algorithm, label, spkiHash } of keys) {
      out.line(`${out.style("heading", id)}  ${algorithm}  ${label}`, 0, 2);
      out.line(out.style("quiet", await say(texts, "keys.facts", { spkiHash })), 2, 4);
    }
    for (const key of onTokens) {
      out.line(`${out.style("heading", key.id)}  ${key.algorithm}  ${key.label}`, 0, 2);
      for (const fact of await this.factsOf(key)) out.line(out.style("quiet", fact), 2, 4);
    }
    return { exitCode: ExitCode.done, data: plainData({ keys: [...keys, ...onTokens] }) };
  }

  private async factsOf({ place, spkiHash, ckaId }: KeyOnTokenView): Promise<readonly string[]> {
    const { texts } = this;
    const { parsePkcs11Uri } = await import("@perennial/hardware");
    const { token = "" } = parsePkcs11Uri(place);
    return [
      await say(texts, "keys.on-token", { token }),
      ...(ckaId === undefined ? [] : [await say(texts, "keys.adopted", { ckaId })]),
      await (spkiHash === undefined
        ? say(texts, "keys.not-seen")
        : say(texts, "keys.facts", { spkiHash })),
    ];
  }
}
